import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const AT_PAGESZ = 6n;
const USUAL_BYTES = 4096;

/** Bytes of a memory page, out of what the kernel told this process at its start: 4 KiB, on some ARM hosts 64 KiB. */
export function pageBytes(procPath: string): number {
  try {
    return parsePageBytes(readFileSync(join(procPath, 'self', 'auxv')));
  } catch {
    return USUAL_BYTES;
  }
}

/** Reads the pairs of 64-bit numbers in `/proc/self/auxv`. */
export function parsePageBytes(auxv: Buffer): number {
  for (let at = 0; at + 16 <= auxv.length; at += 16)
    if (auxv.readBigUInt64LE(at) === AT_PAGESZ) return Number(auxv.readBigUInt64LE(at + 8));
  return USUAL_BYTES;
}
