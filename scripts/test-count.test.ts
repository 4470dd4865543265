import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runTool } from './run-tool.ts';
import { readCount } from './test-count.ts';

const folder = mkdtempSync(join(tmpdir(), 'ward-count-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a real run is counted: passed, failed, skipped, and a file that cannot be loaded', async () => {
  const head = "import { test, expect } from 'vitest';\n";
  writeFileSync(
    join(folder, 'mixed.test.ts'),
    `${head}test('a', () => {}); test('b', () => expect(1).toBe(2)); test.skip('c', () => {}); test.todo('d');`,
  );
  writeFileSync(join(folder, 'broken.test.ts'), "import './does-not-exist.ts';");
  writeFileSync(join(folder, 'vitest.config.mjs'), 'export default {};');
  const report = join(folder, 'report.json');

  const code = await runTool('vitest', [
    'run',
    `--root=${folder}`,
    '--reporter=json',
    `--outputFile=${report}`,
  ]);

  expect(readCount(report, code)).toEqual({ passed: 1, failed: 2, skipped: 2, skippedNames: ['c', 'd'] });
});

test('a run that ended badly without a failed test, or left no report, is one failure', () => {
  const report = join(folder, 'good.json');
  const none = { numPassedTests: 4, numFailedTests: 0, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  writeFileSync(report, JSON.stringify(none));

  expect(readCount(report, 0)).toMatchObject({ passed: 4, failed: 0, skipped: 0 });
  expect(readCount(report, 1)).toMatchObject({ passed: 4, failed: 1, skipped: 0 });
  expect(readCount(join(folder, 'none.json'), 1)).toMatchObject({ passed: 0, failed: 1, skipped: 0 });
});
