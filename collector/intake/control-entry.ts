import { ENTRY } from '#collector/journal/entry.ts';
import { ENTRY_HEADER_BYTES, ORIGIN } from '#collector/journal/journal.ts';
import { ITEM_HEADER_BYTES, padded } from '#protocol/frame.ts';

/** An entry of the collector's own: no source, no sequence. */
export function controlEntry(kind: number, body: Uint8Array, nowMs: number): Uint8Array {
  const bytes = new Uint8Array(ENTRY_HEADER_BYTES + ITEM_HEADER_BYTES + padded(body.length));
  const view = new DataView(bytes.buffer);
  view.setUint32(ENTRY.bytes, bytes.length, true);
  view.setUint32(ENTRY.origin, ORIGIN.collector, true);
  view.setFloat64(ENTRY.arrival, nowMs, true);
  view.setUint8(ENTRY.itemKind, kind);
  view.setUint32(ENTRY.itemBodyBytes, body.length, true);
  bytes.set(body, ENTRY.itemBody);
  return bytes;
}
