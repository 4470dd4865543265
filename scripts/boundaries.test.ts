import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { findImports, findViolations, mayImport } from './boundaries.ts';
import { projectFolder } from './run-tool.ts';

describe('import boundaries', () => {
  test('no file of the project crosses one', () => {
    const pattern = `{${Object.keys(mayImport).join(',')}}/**/*.{ts,tsx}`;
    const files = globSync(pattern, { cwd: projectFolder, exclude: ['**/node_modules/**'] }).map((path) => ({
      path: path.replaceAll('\\', '/'),
      text: readFileSync(join(projectFolder, path), 'utf8'),
    }));

    expect(files.length).toBeGreaterThan(10);
    expect(findViolations(files)).toEqual([]);
  });

  test.each([
    ['collector/app.ts', '#agent/main.ts'],
    ['collector/intake/door.ts', '../../probes/probe.ts'],
    ['collector/intake/door.ts', '#collector/ledger/sqlite.ts'],
    ['collector/intake/door.ts', '../store/embedded/blocks.ts'],
    ['agent/main.ts', '#collector/store/store.ts'],
    ['agent/main.ts', '../scripts/running.js'],
    ['probes/host/cpu/cpu.ts', '#judging/evaluate.ts'],
    ['protocol/frame.ts', '#config/read.ts'],
    ['dashboards/main.tsx', 'node:fs'],
    ['dashboards/main.tsx', '#channels/channel.ts'],
  ])('%s may not import %s', (path, specifier) => {
    expect(findViolations([{ path, text: `import { x } from '${specifier}';` }])).toHaveLength(1);
  });

  test.each([
    ['collector/main.ts', '#collector/ledger/sqlite.ts'],
    ['collector/main.ts', '../scripts/running.js'],
    ['collector/intake/door.ts', '#collector/ledger/sql.ts'],
    ['collector/intake/door.ts', '../journal/journal.ts'],
    ['collector/intake/door.ts', './deeper/frames.ts'],
    ['collector/intake/door.test.ts', '#scripts/servers/influxdb.ts'],
    ['dashboards/api/api.test.ts', '#collector/query/columnar.ts'],
    ['agent/main.ts', '#probes/probe-types.ts'],
    ['dashboards/main.tsx', 'preact'],
    ['e2e/prove/main.ts', '#collector/ledger/sqlite.ts'],
  ])('%s may import %s', (path, specifier) => {
    expect(findViolations([{ path, text: `import { x } from '${specifier}';` }])).toEqual([]);
  });

  test('every form of import is seen', () => {
    const text = `
import one from 'one';
import type { Two } from 'two';
import {
  three,
} from 'three';
export * from 'four';
import 'five';
const six = await import('six');
new Worker(new URL('./seven.ts', import.meta.url));
// a comment that speaks of an import from 'nowhere'
`;

    expect(findImports(text).sort()).toEqual(['./seven.ts', 'five', 'four', 'one', 'six', 'three', 'two']);
  });
});
