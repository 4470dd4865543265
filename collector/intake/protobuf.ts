/*
 * Reads the wire format of protocol buffers by offset; no object is made for a field.
 * https://protobuf.dev/programming-guides/encoding/
 */

/** What follows a tag. */
export const WIRE = { varint: 0, fixed64: 1, bytes: 2, fixed32: 5 } as const;

/** Bytes that are no message; `at` is where. */
export class ProtobufError extends Error {
  readonly at: number;
  constructor(at: number, what: string) {
    super(`${what} at byte ${at}`);
    this.name = 'ProtobufError';
    this.at = at;
  }
}

/** A place in a message. Every read ends at the `end` that it is given, or throws. */
export class ProtobufReader {
  bytes: Uint8Array = new Uint8Array(0);
  view = new DataView(this.bytes.buffer);
  at = 0;
  /** The halves of the last `fixed64`. */
  low = 0;
  high = 0;

  /** Begins anew at the first byte. */
  open(bytes: Uint8Array): void {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.at = 0;
  }

  /** The next tag, field number × 8 + wire type; 0 at the end. */
  tag(end: number): number {
    if (this.at === end) return 0;
    const start = this.at;
    const tag = this.varint(end);
    if (tag < 8 || tag > 0xffff_ffff) throw new ProtobufError(start, 'no field');
    return tag;
  }

  /** Unsigned; exact below 2^53. */
  varint(end: number): number {
    const { bytes } = this;
    const start = this.at;
    if (start >= end) throw new ProtobufError(start, 'the message ends inside a number');
    let byte = bytes[start];
    this.at = start + 1;
    if (byte < 0x80) return byte;
    let value = byte & 0x7f;
    let factor = 0x80;
    for (let at = start + 1; at < start + 10; at++) {
      if (at >= end) throw new ProtobufError(at, 'the message ends inside a number');
      byte = bytes[at];
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) {
        if (at === start + 9 && byte > 1) break;
        this.at = at + 1;
        return value;
      }
      factor *= 0x80;
    }
    throw new ProtobufError(start, 'a number of more than 64 bits');
  }

  /** Signed and exact, for the few values that must be. */
  bigVarint(end: number): bigint {
    const start = this.at;
    this.varint(end);
    let value = 0n;
    for (let at = this.at - 1; at >= start; at--) value = (value << 7n) | BigInt(this.bytes[at] & 0x7f);
    return BigInt.asIntN(64, value);
  }

  /** Where what the length ahead speaks of ends. */
  bytesEnd(end: number): number {
    const start = this.at;
    const next = this.varint(end) + this.at;
    if (next > end) throw new ProtobufError(start, 'a length that reaches beyond its message');
    return next;
  }

  /** Reads eight bytes into `low` and `high`. */
  fixed64(end: number): void {
    const { at } = this;
    if (at + 8 > end) throw new ProtobufError(at, 'the message ends inside a number');
    this.low = this.view.getUint32(at, true);
    this.high = this.view.getUint32(at + 4, true);
    this.at = at + 8;
  }

  double(end: number): number {
    const { at } = this;
    if (at + 8 > end) throw new ProtobufError(at, 'the message ends inside a number');
    this.at = at + 8;
    return this.view.getFloat64(at, true);
  }

  /** Steps over what stands behind a tag that is of no interest. */
  skip(tag: number, end: number): void {
    const wire = tag & 7;
    if (wire === WIRE.bytes) this.at = this.bytesEnd(end);
    else if (wire === WIRE.varint) this.varint(end);
    else if (wire === WIRE.fixed64) this.#step(8, end);
    else if (wire === WIRE.fixed32) this.#step(4, end);
    else throw new ProtobufError(this.at, `wire type ${wire}`);
  }

  /** Text up to `end`; undefined where it is not UTF-8. */
  text(end: number): string | undefined {
    const start = this.at;
    this.at = end;
    return utf8(this.bytes, start, end);
  }

  #step(bytes: number, end: number): void {
    if (this.at + bytes > end) throw new ProtobufError(this.at, 'the message ends inside a number');
    this.at += bytes;
  }
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function utf8(bytes: Uint8Array, start: number, end: number): string | undefined {
  try {
    return decoder.decode(bytes.subarray(start, end));
  } catch {
    return undefined;
  }
}
