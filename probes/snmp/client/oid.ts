import type { Oid } from '../snmp-session.ts';

/** The same OIDs are asked for at every round: their bytes are kept, and all thrown away when these are too many. */
const encoded = new Map<Oid, Uint8Array>();
const maxEncoded = 20_000;

/** RFC 2578 allows 128 numbers; an OID with more is nobody's. */
export const maxOidNumbers = 128;
const maxNumber = 2 ** 32 - 1;

/** The contents of a BER OID, without tag and length; kept, so nobody writes to it. Throws on what is no OID. */
export function encodeOid(oid: Oid): Uint8Array {
  const known = encoded.get(oid);
  if (known) return known;
  if (encoded.size >= maxEncoded) encoded.clear();
  const bytes = encodeNumbers(numbersOf(oid));
  encoded.set(oid, bytes);
  return bytes;
}

function numbersOf(oid: Oid): number[] {
  const numbers = oid.split('.').map((part) => (/^\d{1,10}$/.test(part) ? Number(part) : Number.NaN));
  const [first = Number.NaN, second = Number.NaN] = numbers;
  const isOid =
    numbers.length <= maxOidNumbers &&
    numbers.every((number) => number <= maxNumber) &&
    (first < 2 ? second < 40 : first === 2 && second <= maxNumber - 80);
  if (!isOid)
    throw new TypeError(`"${oid}" is no OID: two to 128 numbers with dots between are, like 1.3.6.1`);
  return [first * 40 + second, ...numbers.slice(2)];
}

function encodeNumbers(numbers: number[]): Uint8Array {
  const bytes: number[] = [];
  for (const number of numbers) {
    for (let shift = 28; shift > 0; shift -= 7) {
      const rest = Math.floor(number / 2 ** shift);
      if (rest > 0) bytes.push((rest & 0x7f) | 0x80);
    }
    bytes.push(number & 0x7f);
  }
  return Uint8Array.from(bytes);
}

/** The text of a whole OID; undefined where the bytes are none. */
export function decodeOid(bytes: Uint8Array, start: number, end: number): Oid | undefined {
  const numbers = readNumbers(bytes, start, end);
  if (numbers === undefined || numbers.length === 0) return undefined;
  const first = Math.min(2, Math.floor(numbers[0]! / 40));
  return [first, numbers[0]! - first * 40, ...numbers.slice(1)].join('.');
}

/** Indexes are mostly small numbers: their text is made once. */
const smallNumbers = Array.from({ length: 128 }, (_, number) => String(number));

/** The text of the numbers behind a column's own; undefined where the bytes are none. */
export function decodeIndex(bytes: Uint8Array, start: number, end: number): string | undefined {
  if (end - start === 1) return smallNumbers[bytes[start]!];
  return readNumbers(bytes, start, end)?.join('.');
}

function readNumbers(bytes: Uint8Array, start: number, end: number): number[] | undefined {
  const numbers: number[] = [];
  let number = 0;
  for (let at = start; at < end; at++) {
    const byte = bytes[at]!;
    number = number * 128 + (byte & 0x7f);
    if (number > maxNumber) return undefined;
    if (byte & 0x80) continue;
    if (numbers.length === maxOidNumbers) return undefined;
    numbers.push(number);
    number = 0;
  }
  const isWhole = end > start && (bytes[end - 1]! & 0x80) === 0;
  return isWhole ? numbers : undefined;
}

/** Whether two ranges hold the same bytes. */
export function sameBytes(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): boolean {
  const length = aEnd - aStart;
  if (length !== bEnd - bStart) return false;
  for (let i = 0; i < length; i++) {
    if (a[aStart + i] !== b[bStart + i]) return false;
  }
  return true;
}

/**
 * Whether the second OID (or end of one) comes after the first in the order of OIDs. That order is one of numbers:
 * it is not the order of bytes, where 16,384 stands before 16,383.
 */
export function comesAfter(
  a: Uint8Array,
  aStart: number,
  aEnd: number,
  b: Uint8Array,
  bStart: number,
  bEnd: number,
): boolean {
  const shared = Math.min(aEnd - aStart, bEnd - bStart);
  let i = 0;
  while (i < shared && a[aStart + i] === b[bStart + i]) i++;
  if (i === shared) return bEnd - bStart > shared;
  while (i > 0 && a[aStart + i - 1]! & 0x80) i--;
  return numberAt(b, bStart + i, bEnd) > numberAt(a, aStart + i, aEnd);
}

function numberAt(bytes: Uint8Array, start: number, end: number): number {
  let number = 0;
  for (let at = start; at < end; at++) {
    number = number * 128 + (bytes[at]! & 0x7f);
    if ((bytes[at]! & 0x80) === 0) break;
  }
  return number;
}
