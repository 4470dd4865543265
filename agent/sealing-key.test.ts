import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createOpener, sealFor } from '#protocol/sealing.ts';
import { obtainSealingKey } from './sealing-key.ts';

let folder: string;
let troubles: string[];
const onTrouble = (why: string): unknown => troubles.push(why);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-sealing-'));
  troubles = [];
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('is made once, kept for this user alone, and opens what was sealed before a restart', async () => {
  const { key: first } = await obtainSealingKey(folder, onTrouble);
  const sealed = sealFor(first.publicKey, 'secret', 't1');

  const { key: second, isNew } = await obtainSealingKey(folder, onTrouble);

  expect(createOpener(second)(sealed, 't1')).toBe('secret');
  expect(isNew).toBe(false);
  expect(statSync(join(folder, 'sealing.key')).mode & 0o777).toBe(0o600);
  expect(troubles).toEqual([]);
});

test('a damaged one is replaced, and said', async () => {
  writeFileSync(join(folder, 'sealing.key'), '{"publicKey": "short"}');

  const { key, isNew } = await obtainSealingKey(folder, onTrouble);

  expect(isNew).toBe(true);
  expect((await obtainSealingKey(folder, onTrouble)).key).toEqual(key);
  expect(troubles).toEqual([expect.stringContaining('is damaged')]);
});

test('a folder that cannot be written is said, and the key lives as long as the program', async () => {
  const { key } = await obtainSealingKey(join(folder, 'nowhere'), onTrouble);

  expect(key.publicKey).toHaveLength(43);
  expect(troubles).toEqual([expect.stringContaining('ENOENT')]);
});
