import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, brotliDecompressSync } from 'node:zlib';
import { projectFolder } from '../run-tool.ts';

const MOST_KEPT = 200;

/**
 * A text as small as it gets, in base64. That takes seconds for the drivers, which hardly ever change: what was packed
 * once is kept in `.cache/packed` under its checksum, the newest two hundred of all.
 */
export function pack(
  text: string | Uint8Array,
  folder: string = join(projectFolder, '.cache/packed'),
): string {
  const file = join(folder, createHash('sha256').update(text).digest('hex'));
  const known = read(file);
  if (known !== undefined && isOf(text, known)) return known;

  const packed = brotliCompressSync(text).toString('base64');
  mkdirSync(folder, { recursive: true });
  // Another process may pack the same just now, and none may read half of it.
  const whole = `${file}.${randomUUID()}`;
  writeFileSync(whole, packed);
  renameSync(whole, file);
  forgetOldest(folder);
  return packed;
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** What a power cut left of a file must never be shipped. */
function isOf(text: string | Uint8Array, packed: string): boolean {
  try {
    return brotliDecompressSync(Buffer.from(packed, 'base64')).equals(Buffer.from(text));
  } catch {
    return false;
  }
}

function forgetOldest(folder: string): void {
  const files = readdirSync(folder).map((name) => join(folder, name));
  if (files.length <= MOST_KEPT) return;
  const ages = files.map((file) => ({ file, atMs: statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  ages.sort((a, b) => b.atMs - a.atMs);
  for (const { file } of ages.slice(MOST_KEPT)) rmSync(file, { force: true });
}
