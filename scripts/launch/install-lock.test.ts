import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withLock } from './install-lock.js';
import { identify } from './process-identity.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('many processes find a dead lock and work one after another', async () => {
  const lock = join(folder, 'install.lock');
  const log = join(folder, 'log');
  writeFileSync(lock, JSON.stringify([{ pid: process.pid, started: 'another boot' }]));
  const script = `
    import { appendFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    import { withLock } from ${JSON.stringify(join(import.meta.dirname, 'install-lock.js'))};
    await withLock(${JSON.stringify(lock)}, () => {}, async () => {
      appendFileSync(${JSON.stringify(log)}, 'in ');
      await sleep(20);
      appendFileSync(${JSON.stringify(log)}, 'out ');
    });`;

  const codes = await Promise.all(Array.from({ length: 6 }, () => run(script)));

  expect(codes).toEqual([0, 0, 0, 0, 0, 0]);
  expect(readFileSync(log, 'utf8')).toBe('in out '.repeat(6));
});

test('a lock outlives its killed owner for as long as the child goes on', async () => {
  const lock = join(folder, 'install.lock');
  const child = spawn('sleep', ['60']);
  const ended = new Promise((resolve) => child.once('close', resolve));
  writeFileSync(lock, JSON.stringify([{ pid: 1, started: 'long ago' }, identify(child.pid!)]));
  const said: string[] = [];

  const order: string[] = [];
  const work = withLock(
    lock,
    (message) => {
      said.push(message);
      order.push('child ended');
      child.kill('SIGKILL');
    },
    async () => {
      order.push('work');
    },
  );
  await Promise.all([work, ended]);

  expect(order).toEqual(['child ended', 'work']);
  expect(said).toEqual([
    `Another launch (process ${child.pid}) is installing the dependencies: waiting for it.`,
  ]);
});

test('the lock is free again when the work fails', async () => {
  const lock = join(folder, 'install.lock');
  const failing = () => Promise.reject(new Error('no disk'));

  await expect(withLock(lock, () => {}, failing)).rejects.toThrow('no disk');
  await expect(
    withLock(
      lock,
      () => {},
      async () => {},
    ),
  ).resolves.toBeUndefined();
});

function run(script: string): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
    child.on('close', resolve);
  });
}
