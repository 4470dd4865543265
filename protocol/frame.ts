/*
 * Wire v1. One message = one WebSocket binary message = one POST body. Little-endian; every part starts on a
 * multiple of 8 bytes so that values can be viewed as a Float64Array without copying.
 *
 *   message  0 u8 'W' (0x57) | 1 u8 version | 2 u16 items | 4 u32 reserved 0 | 8 f64 sent, UTC ms | 16 epoch, 8 bytes
 *   item     0 u8 kind | 1 u8 flags | 2 u16 reserved 0 | 4 u32 body bytes | 8 u64 sequence | 16 body, padded to 8
 *   schema   canonical JSON, UTF-8
 *   frame    0 schema identity, 16 bytes | 16 f64 time, UTC ms | 24 f64 value of each column, in order
 *   record   0 f64 time, UTC ms | 8 JSON, UTF-8
 *
 * Sequences count up by one within an epoch, shared by all kinds; an epoch is one life of an agent's outbox.
 * `docs/wire.md` walks through worked bytes.
 */
import { LIMITS } from './limits.ts';
import { PROTOCOL, speaks } from './version.ts';

export const MESSAGE_HEADER_BYTES = 24;
export const ITEM_HEADER_BYTES = 16;
export const FRAME_HEADER_BYTES = 24;
export const RECORD_HEADER_BYTES = 8;
export const EPOCH_BYTES = 8;
export const MAGIC = 0x57;

/** Codes of the three kinds of items. */
export const ITEM = { schema: 1, frame: 2, record: 3 } as const;
export type ItemKind = (typeof ITEM)[keyof typeof ITEM];

/** The sequence of the first item of an epoch: what is missing before the first that arrives is missed from here on. */
export const FIRST_SEQUENCE = 1;

/** Set in an item's flags when it is sent after a cut, behind newer ones: it enters history and calls nobody. */
export const FLAG_BACKLOG = 1;

/** An item ready to be put into messages: body without padding. */
export interface Item {
  kind: ItemKind;
  flags: number;
  /** Counts up by one within an epoch; below 2^53. */
  sequence: number;
  body: Uint8Array;
}

/** Why a message was not understood; none of these is helped by sending the same bytes again. */
export type WireFault =
  | 'truncated'
  | 'not_a_message'
  | 'unknown_version'
  | 'too_large'
  | 'too_many_items'
  | 'unknown_kind'
  | 'bad_length'
  | 'bad_sequence'
  | 'trailing_bytes';

/** A message that breaks the format; `offset` is the byte at which it does. */
export class WireError extends Error {
  readonly fault: WireFault;
  readonly offset: number;
  constructor(fault: WireFault, offset: number, message: string) {
    super(message);
    this.name = 'WireError';
    this.fault = fault;
    this.offset = offset;
  }
}

/** Next multiple of 8. */
export function padded(bytes: number): number {
  return (bytes + 7) & ~7;
}

/** Bytes that an item takes in a message or in the journal. */
export function itemBytes(bodyBytes: number): number {
  return ITEM_HEADER_BYTES + padded(bodyBytes);
}

/** Body of a frame item: `schemaId` is 32 hex digits, one value per column of that schema. */
export function encodeFrameBody(schemaId: string, timeMs: number, values: ArrayLike<number>): Uint8Array {
  const body = new Uint8Array(FRAME_HEADER_BYTES + values.length * 8);
  const view = new DataView(body.buffer);
  writeHex(body, 0, schemaId);
  view.setFloat64(16, timeMs, true);
  for (let column = 0; column < values.length; column++) {
    view.setFloat64(FRAME_HEADER_BYTES + column * 8, values[column] as number, true);
  }
  return body;
}

/** Body of a record item from its JSON text. */
export function encodeRecordBody(timeMs: number, json: string): Uint8Array {
  const text = Buffer.from(json, 'utf8');
  const body = new Uint8Array(RECORD_HEADER_BYTES + text.length);
  new DataView(body.buffer).setFloat64(0, timeMs, true);
  body.set(text, RECORD_HEADER_BYTES);
  return body;
}

/** One message out of items that share an epoch (16 hex digits). Throws a RangeError beyond the limits of a message. */
export function encodeMessage(epoch: string, sentMs: number, items: readonly Item[]): Uint8Array {
  let size = MESSAGE_HEADER_BYTES;
  for (const item of items) size += itemBytes(item.body.length);
  if (items.length > LIMITS.itemsPerMessage || size > LIMITS.messageBytes) {
    throw new RangeError(
      `a message of ${items.length} items and ${size} bytes is beyond the limits of one message`,
    );
  }
  const message = new Uint8Array(size);
  const view = new DataView(message.buffer);
  view.setUint8(0, MAGIC);
  view.setUint8(1, PROTOCOL.current);
  view.setUint16(2, items.length, true);
  view.setFloat64(8, sentMs, true);
  writeHex(message, 16, epoch);
  let offset = MESSAGE_HEADER_BYTES;
  for (const item of items) {
    view.setUint8(offset, item.kind);
    view.setUint8(offset + 1, item.flags);
    view.setUint32(offset + 4, item.body.length, true);
    writeSequence(view, offset + 8, item.sequence);
    message.set(item.body, offset + ITEM_HEADER_BYTES);
    offset += itemBytes(item.body.length);
  }
  return message;
}

/** What stands before the items of a message. */
export interface MessageHeader {
  version: number;
  items: number;
  sentMs: number;
  /** 16 hex digits. */
  epoch: string;
}

/**
 * Checks a whole message — header, every item's header and length, nothing behind the last — without touching a
 * value, and returns the header. Throws a WireError that says what is wrong and where. After this every offset
 * that the headers name lies inside the message.
 */
export function checkMessage(message: Uint8Array): MessageHeader {
  if (message.length > LIMITS.messageBytes) {
    throw new WireError('too_large', 0, `${message.length} bytes, ${LIMITS.messageBytes} are allowed`);
  }
  if (message.length < MESSAGE_HEADER_BYTES) {
    throw new WireError(
      'truncated',
      message.length,
      `${message.length} bytes, a header alone has ${MESSAGE_HEADER_BYTES}`,
    );
  }
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  if (view.getUint8(0) !== MAGIC) throw new WireError('not_a_message', 0, 'does not begin with the letter W');
  const version = view.getUint8(1);
  if (!speaks(version)) {
    throw new WireError(
      'unknown_version',
      1,
      `version ${version}, ${PROTOCOL.oldest} to ${PROTOCOL.current} are understood`,
    );
  }
  const items = view.getUint16(2, true);
  if (items > LIMITS.itemsPerMessage) {
    throw new WireError('too_many_items', 2, `${items} items, ${LIMITS.itemsPerMessage} are allowed`);
  }
  const sentMs = view.getFloat64(8, true);
  if (!isTime(sentMs)) throw new WireError('bad_length', 8, 'the time of sending is no time');
  let offset = MESSAGE_HEADER_BYTES;
  for (let item = 0; item < items; item++) offset = checkItem(view, offset, message.length);
  if (offset !== message.length) {
    throw new WireError('trailing_bytes', offset, `${message.length - offset} bytes behind the last item`);
  }
  return { version, items, sentMs, epoch: readHex(message, 16, EPOCH_BYTES) };
}

/** Checks the item at `offset` and returns the offset behind it. */
function checkItem(view: DataView, offset: number, end: number): number {
  if (offset + ITEM_HEADER_BYTES > end)
    throw new WireError('truncated', offset, 'ends inside the header of an item');
  const kind = view.getUint8(offset);
  const bodyBytes = view.getUint32(offset + 4, true);
  const next = offset + itemBytes(bodyBytes);
  if (bodyBytes > LIMITS.messageBytes || next > end) {
    throw new WireError('truncated', offset + 4, `an item of ${bodyBytes} bytes reaches beyond the end`);
  }
  if (view.getUint32(offset + 12, true) > 0x1f_ffff) {
    throw new WireError('bad_sequence', offset + 8, 'a sequence of 2^53 or more');
  }
  if (kind === ITEM.frame) {
    if (bodyBytes < FRAME_HEADER_BYTES + 8 || bodyBytes % 8 !== 0) {
      throw new WireError('bad_length', offset + 4, `a frame of ${bodyBytes} bytes holds no whole row`);
    }
    if (!isTime(view.getFloat64(offset + ITEM_HEADER_BYTES + 16, true))) {
      throw new WireError('bad_length', offset + ITEM_HEADER_BYTES + 16, 'the time of a frame is no time');
    }
  } else if (kind === ITEM.record) {
    if (bodyBytes <= RECORD_HEADER_BYTES || bodyBytes > LIMITS.recordBytes) {
      throw new WireError(
        'bad_length',
        offset + 4,
        `a record of ${bodyBytes} bytes, at most ${LIMITS.recordBytes} are allowed`,
      );
    }
    if (!isTime(view.getFloat64(offset + ITEM_HEADER_BYTES, true))) {
      throw new WireError('bad_length', offset + ITEM_HEADER_BYTES, 'the time of a record is no time');
    }
  } else if (kind !== ITEM.schema) {
    throw new WireError('unknown_kind', offset, `an item of kind ${kind}`);
  } else if (bodyBytes === 0) {
    throw new WireError('bad_length', offset + 4, 'a schema of no bytes');
  }
  return next;
}

/** True for a finite time between 1970 and the year 2286 (13 digits of milliseconds). */
export function isTime(timeMs: number): boolean {
  return timeMs >= 0 && timeMs < 1e13;
}

/** The items of a checked message, bodies as views into it. For tests, tools and rare kinds; the hot path walks by offset. */
export function readItems(message: Uint8Array): Item[] {
  const view = new DataView(message.buffer, message.byteOffset, message.length);
  const items: Item[] = [];
  let offset = MESSAGE_HEADER_BYTES;
  while (offset < message.length) {
    const bodyBytes = view.getUint32(offset + 4, true);
    items.push({
      kind: view.getUint8(offset) as ItemKind,
      flags: view.getUint8(offset + 1),
      sequence: readSequence(view, offset + 8),
      body: message.subarray(offset + ITEM_HEADER_BYTES, offset + ITEM_HEADER_BYTES + bodyBytes),
    });
    offset += itemBytes(bodyBytes);
  }
  return items;
}

/** A frame body taken apart: identity as 32 hex digits and one value per column. */
export function decodeFrameBody(body: Uint8Array): {
  schemaId: string;
  timeMs: number;
  values: Float64Array;
} {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const values = new Float64Array((body.length - FRAME_HEADER_BYTES) / 8);
  for (let column = 0; column < values.length; column++) {
    values[column] = view.getFloat64(FRAME_HEADER_BYTES + column * 8, true);
  }
  return {
    schemaId: readHex(body, 0, 16),
    timeMs: view.getFloat64(16, true),
    values,
  };
}

/** A record body taken apart; the JSON is not parsed. */
export function decodeRecordBody(body: Uint8Array): {
  timeMs: number;
  json: string;
} {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  const text = Buffer.from(
    body.buffer,
    body.byteOffset + RECORD_HEADER_BYTES,
    body.length - RECORD_HEADER_BYTES,
  );
  return { timeMs: view.getFloat64(0, true), json: text.toString('utf8') };
}

/** Sequences are u64 on the wire and stay below 2^53. */
export function readSequence(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 0x1_0000_0000;
}

export function writeSequence(view: DataView, offset: number, sequence: number): void {
  view.setUint32(offset, sequence % 0x1_0000_0000, true);
  view.setUint32(offset + 4, Math.floor(sequence / 0x1_0000_0000), true);
}

export function readHex(bytes: Uint8Array, offset: number, length: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + offset, length).toString('hex');
}

export function writeHex(bytes: Uint8Array, offset: number, hex: string): void {
  bytes.set(Buffer.from(hex, 'hex'), offset);
}
