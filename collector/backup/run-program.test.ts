import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startBackupProgram } from './run-program.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-program-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it.skipIf(process.platform === 'win32')('a program that stands still is given up, and says why', async () => {
  // Opening a pipe that nobody reads waits for ever, as a file on a server that is away does.
  execFileSync('mkfifo', [join(folder, 'backup.lock')]);
  const program = startBackupProgram(() => {}, { holding: 100, otherwise: 100 });

  const asked = program.ask({ order: 'test', options: { from: folder, place: '', by: '' } }, 'tested');

  await expect(asked).rejects.toMatchObject({
    failure: 'failed',
    message: expect.stringContaining('the folder or its disk does not answer'),
  });
  await program.end();
});

it('a program that ends by itself is told from one that answers', async () => {
  const program = startBackupProgram(() => {});

  await expect(program.ask({ order: 'begin' }, 'begun')).rejects.toThrow('nothing was prepared');
  await program.end();
  await expect(program.ask({ order: 'begin' }, 'begun')).rejects.toThrow('has ended');
});
