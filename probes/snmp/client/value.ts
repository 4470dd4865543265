import type { SnmpValue } from '../snmp-session.ts';
import { TAG } from './ber.ts';
import { decodeOid } from './oid.ts';

/** One value of an answer; undefined for what says that there is none, and for what makes no sense. */
export function decodeValue(
  bytes: Uint8Array,
  tag: number,
  start: number,
  end: number,
): SnmpValue | undefined {
  switch (tag) {
    case TAG.integer:
    case TAG.boolean:
      return signed(bytes, start, end);
    case TAG.counter32:
    case TAG.gauge32:
    case TAG.timeTicks:
    case TAG.unsigned32:
      return unsigned32(bytes, start, end);
    case TAG.counter64:
      return unsigned(bytes, start, end);
    case TAG.octetString:
    case TAG.bitString:
    case TAG.nsapAddress:
      return copy(bytes, start, end);
    case TAG.oid:
      return decodeOid(bytes, start, end);
    case TAG.ipAddress:
      return end - start === 4 ? bytes.subarray(start, end).join('.') : copy(bytes, start, end);
    case TAG.opaque:
      return opaque(bytes, start, end);
    default:
      return undefined;
  }
}

/** A copy, for what is kept must not hold the whole datagram. */
function copy(bytes: Uint8Array, start: number, end: number): Uint8Array {
  const own = new Uint8Array(end - start);
  // Mostly short, where making a view to copy from would be the dearest part.
  for (let at = start; at < end; at++) own[at - start] = bytes[at]!;
  return own;
}

function signed(bytes: Uint8Array, start: number, end: number): number | bigint | undefined {
  const length = end - start;
  if (length < 1 || length > 9) return undefined;
  if (length > 6) return smallest(BigInt.asIntN(64, wide(bytes, start, end)));
  let value = bytes[start]! & 0x80 ? -1 : 0;
  for (let at = start; at < end; at++) value = value * 256 + bytes[at]!;
  return value;
}

/** Some devices write these as signed integers: 4294967295 comes as -1, and is meant as 4294967295. */
function unsigned32(bytes: Uint8Array, start: number, end: number): number | undefined {
  const value = signed(bytes, start, end);
  return typeof value === 'number' ? value >>> 0 : undefined;
}

function unsigned(bytes: Uint8Array, start: number, end: number): number | bigint | undefined {
  const length = end - start;
  if (length < 1 || length > 9) return undefined;
  if (length > 6) return smallest(BigInt.asUintN(64, wide(bytes, start, end)));
  let value = 0;
  for (let at = start; at < end; at++) value = value * 256 + bytes[at]!;
  return value;
}

function wide(bytes: Uint8Array, start: number, end: number): bigint {
  let value = bytes[start]! & 0x80 ? -1n : 0n;
  for (let at = start; at < end; at++) value = (value << 8n) | BigInt(bytes[at]!);
  return value;
}

/** A number where that is exact. */
function smallest(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Net-SNMP's ways to put a number into an Opaque: 9f, a type, its length, the number. Others are bytes. */
function opaque(bytes: Uint8Array, start: number, end: number): SnmpValue | undefined {
  const length = end - start - 3;
  if (length < 1 || bytes[start] !== 0x9f || bytes[start + 2] !== length) return copy(bytes, start, end);
  const view = new DataView(bytes.buffer, bytes.byteOffset + start + 3, length);
  switch (bytes[start + 1]) {
    case 0x78:
      return length === 4 ? view.getFloat32(0) : undefined;
    case 0x79:
      return length === 8 ? view.getFloat64(0) : undefined;
    case 0x7a:
      return signed(bytes, start + 3, end);
    case 0x76:
    case 0x7b:
      return unsigned(bytes, start + 3, end);
    default:
      return copy(bytes, start, end);
  }
}
