import zlib from 'node:zlib';

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** Newer Nodes bring one that is many times faster; 16 does not. */
const builtIn = (zlib as { crc32?: (bytes: Uint8Array) => number }).crc32;

/** CRC-32 as in zip and Ethernet, of `bytes[from, to)`. */
export function crc32(bytes: Uint8Array, from = 0, to = bytes.length): number {
  return builtIn ? builtIn(bytes.subarray(from, to)) : ownCrc32(bytes, from, to);
}

/** The same without help, for a Node that has none. */
export function ownCrc32(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0xffffffff;
  for (let index = from; index < to; index++) {
    crc = (TABLE[(crc ^ (bytes[index] as number)) & 0xff] as number) ^ (crc >>> 8);
  }
  return ~crc >>> 0;
}
