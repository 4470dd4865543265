/** Tags of BER as SNMP uses them. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  sequence: 0x30,
  ipAddress: 0x40,
  counter32: 0x41,
  gauge32: 0x42,
  timeTicks: 0x43,
  opaque: 0x44,
  nsapAddress: 0x45,
  counter64: 0x46,
  unsigned32: 0x47,
  noSuchObject: 0x80,
  noSuchInstance: 0x81,
  endOfMibView: 0x82,
  get: 0xa0,
  getNext: 0xa1,
  response: 0xa2,
  trapV1: 0xa4,
  getBulk: 0xa5,
  inform: 0xa6,
  trapV2: 0xa7,
  report: 0xa8,
} as const;

/**
 * Reads one element after another, without making anything. It never reads beyond its limit, and never throws: what
 * does not fit is told by false.
 */
export class BerReader {
  readonly bytes: Uint8Array;
  /** Where the next element begins. */
  at: number;
  /** Of the element that was read: its tag, and where its contents begin and end. */
  tag = 0;
  start = 0;
  end = 0;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** Reads tag and length of the next element and goes behind it. False when it does not end by `limit`. */
  read(limit: number): boolean {
    const { bytes, at } = this;
    if (at + 2 > limit) return false;
    this.tag = bytes[at]!;
    const first = bytes[at + 1]!;
    let start = at + 2;
    let length = first;
    if (first & 0x80) {
      // Long form of up to four bytes; 0x80 alone (length not told) is not allowed in SNMP.
      const count = first & 0x7f;
      if (count === 0 || count > 4 || start + count > limit) return false;
      length = 0;
      for (let i = 0; i < count; i++) length = length * 256 + bytes[start + i]!;
      start += count;
    }
    if (start + length > limit) return false;
    this.start = start;
    this.end = start + length;
    this.at = this.end;
    return true;
  }

  /** The same for an element that must have this tag. */
  readTag(tag: number, limit: number): boolean {
    return this.read(limit) && this.tag === tag;
  }

  /** Goes inside the element that was read. */
  enter(): void {
    this.at = this.start;
  }

  /** The integer that was read; NaN when it is none of 1 to 4 bytes (or 5, by those who write unsigned ones). */
  integer(): number {
    const length = this.end - this.start;
    if (length < 1 || length > 5) return Number.NaN;
    let value = this.bytes[this.start]! & 0x80 ? -1 : 0;
    for (let at = this.start; at < this.end; at++) value = value * 256 + this.bytes[at]!;
    return value;
  }
}

/** How many bytes tag and length of an element take. */
export function headerBytes(length: number): number {
  if (length < 0x80) return 2;
  return length < 0x100 ? 3 : 4;
}

/** Writes tag and length, at most 65,535; returns where the contents begin. */
export function writeHeader(bytes: Uint8Array, at: number, tag: number, length: number): number {
  bytes[at++] = tag;
  if (length < 0x80) {
    bytes[at++] = length;
  } else if (length < 0x100) {
    bytes[at++] = 0x81;
    bytes[at++] = length;
  } else {
    bytes[at++] = 0x82;
    bytes[at++] = length >> 8;
    bytes[at++] = length & 0xff;
  }
  return at;
}
