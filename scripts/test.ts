import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkTypes, lint } from './check-code.ts';
import { ensureDebianPackages } from './debian-install.ts';
import { runTool } from './run-tool.ts';
import { type Count, type RunCount, readCount } from './test-count.ts';
import { readOptions, usage } from './test-options.ts';

// `npm test`: everything, from the packages of the system to the one closing line that says how it went.
const options = readOptions(process.argv.slice(2));
if ('problem' in options) {
  console.error(options.problem);
  process.exitCode = 1;
} else if (options.help) {
  console.log(usage);
} else {
  await testEverything(options.install, options.paths);
}

async function testEverything(install: boolean, paths: readonly string[]): Promise<void> {
  const total: Count = { passed: 0, failed: 0, skipped: 0 };
  const add = (count: Count) => {
    total.passed += count.passed;
    total.failed += count.failed;
    total.skipped += count.skipped;
  };

  await ensureDebianPackages({ purpose: 'test', install, say: (message) => console.log(message) });
  console.log('\n== types');
  add(one(await checkTypes()));
  console.log('\n== lint');
  add(one(await lint()));
  console.log('\n== tests');
  const run = await runVitest(paths);
  add(run);

  for (const name of run.skippedNames) console.log(`skipped: ${name}`);
  console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
  process.exitCode = total.failed === 0 ? 0 : 1;
}

function one(good: boolean): Count {
  return good ? { passed: 1, failed: 0, skipped: 0 } : { passed: 0, failed: 1, skipped: 0 };
}

async function runVitest(paths: readonly string[]): Promise<RunCount> {
  const folder = mkdtempSync(join(tmpdir(), 'ward-test-'));
  const report = join(folder, 'report.json');
  // What tests leave behind goes with it. Servers under other accounts keep files in there too.
  const temporary = join(folder, 'tmp');
  chmodSync(folder, 0o755);
  mkdirSync(temporary);
  chmodSync(temporary, 0o1777);
  try {
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const code = await runTool('vitest', ['run', ...reporters, ...paths], {
      TMPDIR: temporary,
      // Hundreds of processes load the same sources: only the first has to compile them.
      NODE_COMPILE_CACHE: join(folder, 'compiled'),
    });
    return readCount(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
