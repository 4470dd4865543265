import type { SnmpObject, SnmpType, SnmpValue } from '../snmp/value.ts';
import type { Variation } from './variation.ts';

/** A line that was understood. */
export interface ReadLine {
  parts: number[];
  object: SnmpObject & { variation?: Variation };
}

/** A line that was not. */
export class Refused {
  readonly why: string;

  constructor(why: string) {
    this.why = why;
  }
}

/** A decimal number as the value of a type; undefined when it is none, or lies beyond what the type can hold. */
export function numberOf(type: SnmpType, text: string): number | bigint | undefined {
  if (!/^\s*-?\d+\s*$/.test(text)) return undefined;
  if (type === 'counter64') return counter64(BigInt(text));
  const value = Number(text);
  if (type === 'integer') return value >= -2_147_483_648 && value <= 4_294_967_295 ? value | 0 : undefined;
  // Some tools write 32 unsigned bits as if they were signed.
  const unsigned = value < 0 ? value + 4_294_967_296 : value;
  return unsigned >= 0 && unsigned <= 4_294_967_295 ? unsigned : undefined;
}

/** An opaque value that wraps a float is that number; any other stays bytes. */
export function opaqueOf(bytes: Uint8Array): SnmpValue {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length === 7 && view.getUint16(0) === 0x9f78) return view.getFloat32(3);
  if (bytes.length === 11 && view.getUint16(0) === 0x9f79) return view.getFloat64(3);
  return bytes;
}

/** The number of `Float: 0.08`; undefined for other text. */
export function floatOf(text: string): number | undefined {
  const number = /^(?:Opaque: )?(?:Float|Double): (\S+)$/i.exec(text.trim())?.[1];
  return number !== undefined && Number.isFinite(Number(number)) ? Number(number) : undefined;
}

/** Bytes of hex digits with or without blanks between; undefined when it is not that. */
export function bytesOfHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/^0x/i, '').replace(/[\s:]+/g, '');
  if (digits.length % 2 === 1 || !/^[0-9a-f]*$/i.test(digits)) return undefined;
  return Buffer.from(digits, 'hex');
}

/** Bytes of a line that was read one character a byte. */
export function bytesOfText(text: string): Uint8Array {
  return Buffer.from(text, 'latin1');
}

/** Dotted address; undefined when it is none. */
export function addressOf(text: string): string | undefined {
  const parts = text.trim().split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) < 256)
    ? parts.map(Number).join('.')
    : undefined;
}

function counter64(value: bigint): number | bigint | undefined {
  const unsigned = value < 0n ? value + (1n << 64n) : value;
  if (unsigned < 0n || unsigned >> 64n !== 0n) return undefined;
  return unsigned <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(unsigned) : unsigned;
}
