/*
 * What stands in a segment file of the outbox. Everything begins on a multiple of 8 bytes; an item lies there as it
 * goes on the wire, so that a backlog is sent without being taken apart.
 *
 *   segment  0 "WARDOB01" | 8 epoch, 8 bytes | 16 u32 CRC-32 of the 16 bytes before | 20 u32 0 | 24 entries
 *   entry    0 u32 mark | 4 u32 CRC-32 of the item without padding | 8 item: header 16, body padded to 8
 */
import {
  ITEM,
  ITEM_HEADER_BYTES,
  type Item,
  type ItemKind,
  itemBytes,
  readHex,
  readSequence,
  writeHex,
  writeSequence,
} from '#protocol/frame.ts';
import { LIMITS } from '#protocol/limits.ts';
import { crc32 } from './crc32.ts';

export const SEGMENT_HEADER_BYTES = 24;
export const ENTRY_PREFIX_BYTES = 8;

const SEGMENT_MARK = Buffer.from('WARDOB01', 'latin1');
const ENTRY_MARK = 0x59_52_54_4e;

/** Bytes that an item with a body of this size takes in a segment. */
export function entryBytes(bodyBytes: number): number {
  return ENTRY_PREFIX_BYTES + itemBytes(bodyBytes);
}

/** The first bytes of a segment whose items belong to `epoch`. */
export function encodeSegmentHeader(epoch: string): Uint8Array {
  const header = new Uint8Array(SEGMENT_HEADER_BYTES);
  header.set(SEGMENT_MARK);
  writeHex(header, 8, epoch);
  new DataView(header.buffer).setUint32(16, crc32(header, 0, 16), true);
  return header;
}

/** The epoch of a segment, or undefined when the bytes are no intact header. */
export function decodeSegmentHeader(header: Uint8Array): string | undefined {
  if (header.length < SEGMENT_HEADER_BYTES) return undefined;
  if (SEGMENT_MARK.compare(header, 0, SEGMENT_MARK.length) !== 0) return undefined;
  const stored = new DataView(header.buffer, header.byteOffset).getUint32(16, true);
  return stored === crc32(header, 0, 16) ? readHex(header, 8, 8) : undefined;
}

/** Items one behind the other, as they are appended to a segment. */
export function encodeEntries(items: readonly Item[]): Uint8Array {
  let size = 0;
  for (const { body } of items) size += entryBytes(body.length);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  let offset = 0;
  for (const { kind, flags, sequence, body } of items) {
    const item = offset + ENTRY_PREFIX_BYTES;
    view.setUint8(item, kind);
    view.setUint8(item + 1, flags);
    view.setUint32(item + 4, body.length, true);
    writeSequence(view, item + 8, sequence);
    bytes.set(body, item + ITEM_HEADER_BYTES);
    view.setUint32(offset, ENTRY_MARK, true);
    view.setUint32(offset + 4, crc32(bytes, item, item + ITEM_HEADER_BYTES + body.length), true);
    offset += entryBytes(body.length);
  }
  return bytes;
}

/** What stands at an offset of a chunk of a segment. */
export type Found =
  | { what: 'item'; item: Item; next: number }
  /** Intact as far as it goes, and the chunk ends inside it: `needBytes` from the offset on hold it whole. */
  | { what: 'cut'; needBytes: number }
  /** No entry; go on looking at `next`. */
  | { what: 'damage'; next: number };

/** The entry at `offset`; the item's body is a view into the chunk. */
export function entryAt(chunk: Uint8Array, offset: number): Found {
  const left = chunk.length - offset;
  if (left < ENTRY_PREFIX_BYTES + ITEM_HEADER_BYTES) {
    return { what: 'cut', needBytes: ENTRY_PREFIX_BYTES + ITEM_HEADER_BYTES };
  }
  const view = new DataView(chunk.buffer, chunk.byteOffset, chunk.length);
  const item = offset + ENTRY_PREFIX_BYTES;
  const kind = view.getUint8(item);
  const bodyBytes = view.getUint32(item + 4, true);
  const plausible =
    view.getUint32(offset, true) === ENTRY_MARK &&
    kind >= ITEM.schema &&
    kind <= ITEM.record &&
    bodyBytes <= LIMITS.messageBytes;
  if (!plausible) return { what: 'damage', next: offset + 8 };
  const needBytes = entryBytes(bodyBytes);
  if (needBytes > left) return { what: 'cut', needBytes };
  const bodyEnd = item + ITEM_HEADER_BYTES + bodyBytes;
  if (crc32(chunk, item, bodyEnd) !== view.getUint32(offset + 4, true)) {
    return { what: 'damage', next: offset + 8 };
  }
  return {
    what: 'item',
    item: {
      kind: kind as ItemKind,
      flags: view.getUint8(item + 1),
      sequence: readSequence(view, item + 8),
      body: chunk.subarray(item + ITEM_HEADER_BYTES, bodyEnd),
    },
    next: offset + needBytes,
  };
}
