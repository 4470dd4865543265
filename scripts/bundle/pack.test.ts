import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { pack } from './pack.ts';

const folder = mkdtempSync(join(tmpdir(), 'ward-pack-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unpack = (packed: string) => brotliDecompressSync(Buffer.from(packed, 'base64')).toString('utf8');

const text = '不在位 '.repeat(1_000);

test('what is packed is the same afterwards, and is not packed again', () => {
  const packed = pack(text, folder);
  const [file] = readdirSync(folder) as [string];
  const before = statSync(join(folder, file)).ino;

  expect(unpack(packed)).toBe(text);
  expect(pack(text, folder)).toBe(packed);
  expect(unpack(pack('another', folder))).toBe('another');
  expect(statSync(join(folder, file)).ino).toBe(before);
});

test.each(['', 'bm90IHRoaXM=', 'half of'])('of what was kept %j is not taken for it', (damaged) => {
  const packed = pack(text, folder);
  for (const file of readdirSync(folder)) writeFileSync(join(folder, file), damaged);

  expect(pack(text, folder)).toBe(packed);
});

test('no more than two hundred are kept', () => {
  for (let text = 0; text < 250; text++) pack(`text ${text}`, folder);

  expect(readdirSync(folder)).toHaveLength(200);
});
