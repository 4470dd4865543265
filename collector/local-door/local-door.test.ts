import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { askCollector } from './ask-collector.ts';
import { doorPath } from './door-path.ts';
import { type LocalDoor, openLocalDoor } from './local-door.ts';

const folder = mkdtempSync(join(tmpdir(), 'ward-door-'));
let door: LocalDoor | undefined;
afterEach(async () => {
  await door?.close();
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
});

it('tells how far an order is, and then what came of it', async () => {
  door = await openLocalDoor(folder, {
    async count(body, say) {
      for (let at = 1; at <= 3; at++) say({ at });
      return { counted: body };
    },
  });
  const heard: unknown[] = [];

  const result = await askCollector(folder, 'count', { to: 3 }, (progress) => heard.push(progress));

  expect(result).toEqual({ counted: { to: 3 } });
  expect(heard).toEqual([{ at: 1 }, { at: 2 }, { at: 3 }]);
});

it('says in one sentence why an order failed, and which one it does not know', async () => {
  door = await openLocalDoor(folder, {
    async fail() {
      throw new Error('the disk is full');
    },
  });

  await expect(askCollector(folder, 'fail', {})).rejects.toThrow('the disk is full');
  await expect(askCollector(folder, 'toString', {})).rejects.toThrow('knows no order "toString"');
});

it('is open to the user of the collector alone', async () => {
  door = await openLocalDoor(folder, {});

  expect(statSync(doorPath(folder)).mode & 0o777).toBe(0o600);
});

it('opens where a crash left its socket behind', async () => {
  const left = await openLocalDoor(folder, {});
  door = await openLocalDoor(folder, { hello: async () => 'again' });

  expect(await askCollector(folder, 'hello', {})).toBe('again');
  await left.close();
});

it('says when nobody is there', async () => {
  await expect(askCollector(folder, 'hello', {})).rejects.toMatchObject({ name: 'NoCollectorError' });
});

it('is found where the path of the data directory is longer than a socket may have', async () => {
  const deep = join(folder, 'a'.repeat(100));
  mkdirSync(deep);
  door = await openLocalDoor(deep, { hello: async () => 'from deep down' });

  expect(await askCollector(deep, 'hello', {})).toBe('from deep down');
});

it('takes an order back when its asker goes', async () => {
  const started = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  door = await openLocalDoor(folder, {
    async wait(_body, _say, signal) {
      started.resolve();
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      ended.resolve();
    },
  });
  const leaving = new AbortController();
  const asked = askCollector(folder, 'wait', {}, undefined, leaving.signal).catch(
    (error: Error) => error.name,
  );
  await started.promise;

  leaving.abort();

  await ended.promise;
  expect(await asked).toBe('AbortError');
});
