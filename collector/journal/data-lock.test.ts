import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DataDirectoryError, DataLockedError, lockDataDirectory } from './data-lock.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ward-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** A process that holds the lock and stays. */
async function holder() {
  const script = `
    import { lockDataDirectory } from ${JSON.stringify(new URL('data-lock.ts', import.meta.url).href)};
    lockDataDirectory(${JSON.stringify(directory)});
    console.log('held');
    setInterval(() => {}, 1000);
  `;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('a second process gets one sentence that names the first', async () => {
  const child = await holder();

  try {
    const locking = () => lockDataDirectory(directory);

    expect(locking).toThrow(DataLockedError);
    expect(locking).toThrow(`the data directory ${directory} is in use by process ${child.pid}: stop that`);
  } finally {
    child.kill('SIGKILL');
    await once(child, 'exit');
  }
});

test('the lock of a process that was killed is free at once', async () => {
  const child = await holder();
  child.kill('SIGKILL');
  await once(child, 'exit');

  const lock = lockDataDirectory(directory);

  expect(readFileSync(join(directory, 'collector.pid'), 'utf8')).toBe(`${process.pid}\n`);
  lock.release();
});

test('a released directory can be taken again, and releasing twice is safe', () => {
  const first = lockDataDirectory(directory);
  first.release();
  first.release();

  const second = lockDataDirectory(directory);

  expect(existsSync(join(directory, 'collector.pid'))).toBe(true);
  second.release();
});

test('a directory that cannot be made is named, with what to do', () => {
  const file = join(directory, 'file');
  writeFileSync(file, '');

  const locking = () => lockDataDirectory(join(file, 'data'));

  expect(locking).toThrow(DataDirectoryError);
  expect(locking).toThrow(/cannot be written .*: let the user of this process write it/);
});
