import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { identityOfBytes, openSchemaShelf } from './schema-shelf.ts';

const TEXT = Buffer.from(JSON.stringify({ columns: Array.from({ length: 2_000 }, (_, n) => `column ${n}`) }));
const ID = identityOfBytes(TEXT);

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'ward-shelf-')), 'schemas');
});

afterEach(() => rmSync(join(folder, '..'), { recursive: true, force: true }));

test('what is put there is there after a restart, in less room', async () => {
  const first = await openSchemaShelf(folder);
  expect(first.has(ID)).toBe(false);
  await first.put(ID, TEXT);

  const second = await openSchemaShelf(folder);

  expect(second.has(ID)).toBe(true);
  expect(Buffer.from((await second.get(ID)) ?? [])).toEqual(TEXT);
  expect(statSync(join(folder, `${ID}.z`)).size).toBeLessThan(TEXT.length / 2);
});

test('what is not whole is none, and is put there again', async () => {
  await (await openSchemaShelf(folder)).put(ID, TEXT);
  writeFileSync(join(folder, `${ID}.z`), 'cut');
  const shelf = await openSchemaShelf(folder);
  expect(await shelf.get(ID)).toBeUndefined();

  await shelf.check(ID, TEXT);

  expect(Buffer.from((await shelf.get(ID)) ?? [])).toEqual(TEXT);
});

test('what an earlier version wrote is found', async () => {
  mkdirSync(folder);
  writeFileSync(join(folder, `${ID}.json`), TEXT);

  const shelf = await openSchemaShelf(folder);

  expect(shelf.has(ID)).toBe(true);
  expect(await shelf.get(ID)).toEqual(TEXT);
});

test('beyond its limit the oldest are thrown away, unless a waiting frame needs them', async () => {
  const ids = Array.from({ length: 5 }, (_, n) => `${n}`.repeat(32));
  mkdirSync(folder);
  for (const [age, id] of ids.entries()) {
    writeFileSync(join(folder, `${id}.z`), '');
    utimesSync(join(folder, `${id}.z`), 1_000 + age, 1_000 + age);
  }

  const shelf = await openSchemaShelf(folder, { maxFiles: 3, inUse: new Set([ids[0] as string]) });

  expect(ids.map(shelf.has)).toEqual([true, false, false, true, true]);
  expect(readdirSync(folder)).toHaveLength(3);
});

test('a folder that cannot be made leaves everything in memory', async () => {
  writeFileSync(folder, 'no folder');
  const shelf = await openSchemaShelf(folder);

  await shelf.put(ID, TEXT);

  expect(await shelf.get(ID)).toEqual(TEXT);
});
