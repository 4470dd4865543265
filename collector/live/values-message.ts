import { LIVE_VERSION, VALUES_HEADER_BYTES, valuesBytes } from '#protocol/live.ts';
import type { WatchedColumns } from './live-catalog.ts';

/** Offset of the u16 that says for which subscription a `values` message is. */
export const SUBSCRIPTION_OFFSET = 2;

/**
 * One `values` message with the newest row of each schema in `touched`, or undefined when none of them could be
 * read. Makes one buffer and nothing per value; the subscription number is left 0.
 */
export function encodeValues(touched: readonly WatchedColumns[]): Uint8Array | undefined {
  let count = 0;
  for (const { columns } of touched) count += columns.length;
  if (count === 0) return undefined;
  const message = new ArrayBuffer(valuesBytes(count));
  const timesMs = new Float64Array(message, VALUES_HEADER_BYTES, count);
  const values = new Float64Array(message, VALUES_HEADER_BYTES + count * 8, count);
  const numbers = new Uint32Array(message, VALUES_HEADER_BYTES + count * 16, count);
  let at = 0;
  for (const { source, columns, numbers: own } of touched) {
    // An unreadable row is left at time NaN, which no browser takes: the next touch brings it.
    const read = source.reader.read(source.row);
    for (let column = 0; column < columns.length; column++, at++) {
      timesMs[at] = read ? source.row[0] : Number.NaN;
      values[at] = source.row[1 + columns[column]];
      numbers[at] = own[column];
    }
  }
  const view = new DataView(message);
  view.setUint8(0, 1);
  view.setUint8(1, LIVE_VERSION);
  view.setUint32(4, count, true);
  return new Uint8Array(message);
}
