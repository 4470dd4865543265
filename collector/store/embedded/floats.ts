/*
 * Values that are no decimals: each as the bytes in which it differs from the one before. Bytes at the low end that
 * are zero in all of them are left out for the whole block; how many are left of each stands in half a byte.
 *
 *   f64 min | f64 max | f64 sum | f64 last | f64 first | u8 bytes left out | half a byte each | bytes
 */
import type { Summary } from '../bins.ts';
import { cursor } from './varint.ts';

const scratch = new Float64Array(5);
const scratchBytes = new Uint8Array(scratch.buffer);
const pair = new Float64Array(2);
const pairBytes = new Uint8Array(pair.buffer);
const HEADER = 41;

/** Writes `count` values (at least one, none NaN) at `cursor.at`; returns whether none falls below the one before. */
export function writeFloats(bytes: Uint8Array, values: Float64Array, count: number): boolean {
  let min = values[0];
  let max = values[0];
  let sum = 0;
  let climbs = true;
  for (let at = 0; at < count; at++) {
    const value = values[at];
    if (value < min) min = value;
    if (value > max) max = value;
    if (at > 0 && value < values[at - 1]) climbs = false;
    sum += value;
  }
  scratch[0] = min;
  scratch[1] = max;
  scratch[2] = sum;
  scratch[3] = values[count - 1];
  scratch[4] = values[0];
  const start = cursor.at;
  bytes.set(scratchBytes, start);
  const source = new Uint8Array(values.buffer, values.byteOffset, count * 8);
  const left = zeroLowBytes(source, count);
  bytes[start + HEADER - 1] = left;
  const lengthsAt = start + HEADER;
  let at = lengthsAt + (count >>> 1);
  bytes.fill(0, lengthsAt, at);
  for (let index = 1; index < count; index++) {
    const own = index * 8;
    let top = 7;
    while (top >= left && source[own + top] === source[own + top - 8]) top--;
    for (let byte = left; byte <= top; byte++) bytes[at++] = source[own + byte] ^ source[own + byte - 8];
    const length = top + 1 - left;
    bytes[lengthsAt + ((index - 1) >>> 1)] |= index % 2 === 1 ? length : length << 4;
  }
  cursor.at = at;
  return climbs;
}

function zeroLowBytes(source: Uint8Array, count: number): number {
  for (let byte = 0; byte < 7; byte++) {
    for (let index = 0; index < count; index++) if (source[index * 8 + byte] !== 0) return byte;
  }
  return 7;
}

/** Reads what `writeFloats` wrote at `cursor.at`. */
export function readFloats(bytes: Uint8Array, out: Float64Array, count: number): void {
  const start = cursor.at;
  pairBytes.set(bytes.subarray(start + 32, start + 40), 0);
  out[0] = pair[0];
  const left = bytes[start + HEADER - 1];
  const lengthsAt = start + HEADER;
  let at = lengthsAt + (count >>> 1);
  for (let index = 1; index < count; index++) {
    const lengths = bytes[lengthsAt + ((index - 1) >>> 1)];
    const length = index % 2 === 1 ? lengths & 15 : lengths >>> 4;
    for (let byte = 0; byte < length; byte++) pairBytes[left + byte] ^= bytes[at++];
    out[index] = pair[0];
  }
}

export function summarizeFloats(bytes: Uint8Array, summary: Summary): void {
  scratchBytes.set(bytes.subarray(cursor.at, cursor.at + 40));
  [summary.min, summary.max, summary.sum, summary.last, summary.first] = scratch;
}
