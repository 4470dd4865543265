/*
 * Whole numbers of up to 2^53 in as few bytes as they need: seven bits a byte, lowest first, the top bit says that
 * more follows. Signed ones are folded first: 0, -1, 1, -2 … become 0, 1, 2, 3 …
 */

/** Where the last read or write ended. */
export const cursor = { at: 0 };

/** Writes at `cursor.at` and moves it. */
export function writeUnsigned(bytes: Uint8Array, number: number): void {
  let at = cursor.at;
  let rest = number;
  while (rest >= 0x8000_0000) {
    bytes[at++] = (rest % 128) | 128;
    rest = Math.floor(rest / 128);
  }
  let small = rest | 0;
  while (small >= 128) {
    bytes[at++] = (small & 127) | 128;
    small >>>= 7;
  }
  bytes[at++] = small;
  cursor.at = at;
}

/** For numbers between -2^52 and 2^52. */
export function writeSigned(bytes: Uint8Array, number: number): void {
  writeUnsigned(bytes, number < 0 ? -2 * number - 1 : 2 * number);
}

/** Reads at `cursor.at` and moves it. */
export function readUnsigned(bytes: Uint8Array): number {
  let at = cursor.at;
  let byte = bytes[at++];
  let number = byte & 127;
  let factor = 128;
  while (byte >= 128) {
    byte = bytes[at++];
    number += (byte & 127) * factor;
    factor *= 128;
  }
  cursor.at = at;
  return number;
}

export function readSigned(bytes: Uint8Array): number {
  const folded = readUnsigned(bytes);
  return folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
}
