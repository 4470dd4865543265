import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { tryNode16 } from './node-16.ts';
import { projectFolder } from './run-tool.ts';

const found = await tryNode16();

describe.skipIf('reason' in found)(`Node 16${'reason' in found ? ` (${found.reason})` : ''}`, () => {
  const node16 = 'binary' in found ? found.binary : '';

  test('is the last of its line', () => {
    expect(execFileSync(node16, ['--version'], { encoding: 'utf8' })).toBe('v16.20.2\n');
  });

  test('is too old to launch with, and is told so in one sentence', () => {
    const { status, stdout, stderr } = spawnSync(node16, ['scripts/launch.js', 'start'], {
      cwd: projectFolder,
      encoding: 'utf8',
    });

    expect({ status, stdout, stderr }).toEqual({
      status: 1,
      stdout: '',
      stderr: 'Ward needs Node 20 or newer to start, and this is v16.20.2: install a newer one.\n',
    });
  });
});
