import { cursor, readUnsigned, writeUnsigned } from './varint.ts';

/** Numbers that count up, as those of a new group do, take one pair of first and length. */
export function writeRuns(numbers: Uint32Array): Uint8Array {
  const bytes = new Uint8Array(numbers.length * 10 + 10);
  cursor.at = 0;
  for (let at = 0; at < numbers.length; ) {
    let length = 1;
    while (at + length < numbers.length && numbers[at + length] === numbers[at] + length) length++;
    writeUnsigned(bytes, numbers[at]);
    writeUnsigned(bytes, length);
    at += length;
  }
  return bytes.slice(0, cursor.at);
}

/** Reads what `writeRuns` wrote. */
export function readRuns(bytes: Uint8Array): Uint32Array {
  const numbers: number[] = [];
  cursor.at = 0;
  while (cursor.at < bytes.length) {
    const first = readUnsigned(bytes);
    const length = readUnsigned(bytes);
    for (let at = 0; at < length; at++) numbers.push(first + at);
  }
  return Uint32Array.from(numbers);
}
