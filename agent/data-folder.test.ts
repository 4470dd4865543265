import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readIfThere, takeFolder, writeWhole } from './data-folder.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-data-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a folder is taken once, and can be taken again when it was given back', () => {
  const data = join(folder, 'new/data');

  const giveBack = takeFolder(data);

  expect(() => takeFolder(data)).toThrow(`used by another agent (process ${process.pid})`);
  giveBack();
  takeFolder(data)();
});

test('a lock that a killed agent left behind is no obstacle', () => {
  const dead = spawnSync('true').pid;
  writeFileSync(join(folder, 'agent.lock'), JSON.stringify({ pid: dead, started: '1' }));

  takeFolder(folder)();

  expect(existsSync(join(folder, 'agent.lock'))).toBe(false);
});

test.runIf(process.platform === 'linux')(
  'a number that belongs to another process by now is no obstacle',
  () => {
    writeFileSync(join(folder, 'agent.lock'), JSON.stringify({ pid: process.pid, started: 'long ago' }));

    takeFolder(folder)();
  },
);

test('a lock that cannot be read is no obstacle', () => {
  writeFileSync(join(folder, 'agent.lock'), '');

  takeFolder(folder)();
});

test('a file is replaced whole and readable by its owner alone', async () => {
  const path = join(folder, 'file');
  await writeWhole(path, 'before');
  await writeWhole(path, 'after');

  expect(readFileSync(path, 'utf8')).toBe('after');
  expect(readIfThere(`${path}.new`)).toBeUndefined();
  if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('of texts that are written at once the last one stays, whole', async () => {
  const path = join(folder, 'file');
  const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(10_000 * (20 - index)));

  await Promise.all(texts.map((text) => writeWhole(path, text)));

  expect(readFileSync(path, 'utf8')).toBe(texts.at(-1));
});

test('a text that cannot be written does not keep the next one from it', async () => {
  const path = join(folder, 'missing/file');

  const first = writeWhole(path, 'one');
  const second = first.catch(() => mkdirSync(join(folder, 'missing'))).then(() => writeWhole(path, 'two'));

  await expect(first).rejects.toThrow('ENOENT');
  await second;
  expect(readFileSync(path, 'utf8')).toBe('two');
});
