import { parseOid } from './oid.ts';
import { type SnmpType, type SnmpValue, TAGS } from './value.ts';

/** Tags of the wire beside those of values. */
export const SEQUENCE = 0x30;
export const NO_SUCH_OBJECT = 0x80;
export const NO_SUCH_INSTANCE = 0x81;
export const END_OF_VIEW = 0x82;

/** A tag, the length, and what it holds. */
export function encodeTagged(tag: number, content: Uint8Array): Buffer {
  return Buffer.concat([Uint8Array.of(tag), encodeLength(content.length), content]);
}

export function encodeLength(length: number): Uint8Array {
  if (length < 0x80) return Uint8Array.of(length);
  return length < 0x100 ? Uint8Array.of(0x81, length) : Uint8Array.of(0x82, length >> 8, length & 0xff);
}

/** The bytes of an OID without tag and length. */
export function encodeOid(oid: string): Buffer {
  const parts = parseOid(oid);
  if (!parts) throw new Error(`An OID is numbers joined by dots, and this is ${oid}`);
  const bytes: number[] = [];
  for (const part of [parts[0]! * 40 + parts[1]!, ...parts.slice(2)]) {
    for (let shift = 28; shift > 0; shift -= 7) {
      if (part >= 2 ** shift) bytes.push((Math.floor(part / 2 ** shift) & 0x7f) | 0x80);
    }
    bytes.push(part & 0x7f);
  }
  return Buffer.from(bytes);
}

/** The OID that such bytes mean. */
export function decodeOid(bytes: Uint8Array): string {
  const parts: number[] = [];
  let part = 0;
  for (const byte of bytes) {
    part = part * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    if (parts.length === 0) {
      const first = Math.min(2, Math.floor(part / 40));
      parts.push(first, part - first * 40);
    } else {
      parts.push(part);
    }
    part = 0;
  }
  return parts.join('.');
}

/**
 * The order of two encoded OIDs. Bytes alone do not tell it, since larger numbers take more of them: where two numbers
 * differ, the longer one is the larger.
 */
export function compareEncodedOids(a: Uint8Array, b: Uint8Array): number {
  const shorter = Math.min(a.length, b.length);
  let at = 0;
  while (at < shorter && a[at] === b[at]) at++;
  if (at === shorter) return a.length - b.length;
  return partEnd(a, at) - partEnd(b, at) || a[at]! - b[at]!;
}

function partEnd(oid: Uint8Array, from: number): number {
  let at = from;
  while (oid[at]! >= 0x80) at++;
  return at;
}

/** A value with its tag. */
export function encodeValue(type: SnmpType, value: SnmpValue): Buffer {
  return encodeTagged(TAGS[type], contentOf(type, value));
}

function contentOf(type: SnmpType, value: SnmpValue): Uint8Array {
  if (type === 'null') return new Uint8Array();
  if (type === 'oid') return encodeOid(String(value));
  if (type === 'ip') return Uint8Array.from(String(value).split('.'), Number);
  if (type === 'octets') return typeof value === 'object' ? value : Buffer.from(String(value));
  if (type === 'opaque') return typeof value === 'object' ? value : encodeFloat(Number(value));
  return encodeInteger(value as number | bigint);
}

/** As few bytes as the number needs; unsigned ones get a zero in front where they would look negative. */
function encodeInteger(value: number | bigint): Uint8Array {
  const bytes: number[] = [];
  let rest = typeof value === 'bigint' ? value : BigInt(Math.trunc(value));
  do {
    bytes.unshift(Number(rest & 0xffn));
    rest >>= 8n;
  } while (!(rest === 0n && bytes[0]! < 0x80) && !(rest === -1n && bytes[0]! >= 0x80));
  return Uint8Array.from(bytes);
}

function encodeFloat(value: number): Uint8Array {
  const bytes = Buffer.from([0x9f, 0x78, 4, 0, 0, 0, 0]);
  bytes.writeFloatBE(value, 3);
  return bytes;
}
