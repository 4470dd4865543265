import { ENTRY } from '#collector/journal/entry.ts';
import type { KnownSchema } from '#collector/series/schema-book.ts';
import type { Rows } from './store.ts';

/** The row of a frame in the journal, its time corrected; the values stay where they are. */
export function rowOf(known: KnownSchema, bytes: Uint8Array, view: DataView, at: number): Rows {
  const timeMs = view.getFloat64(at + ENTRY.frameTime, true) - view.getFloat64(at + ENTRY.skew, true);
  const width = known.schema.columns.length;
  return {
    schemaId: known.id,
    schema: known.schema,
    timesMs: Float64Array.of(timeMs),
    values: valuesAt(bytes, at + ENTRY.frameValues, width),
  };
}

/** A view where the bytes are aligned, which they are unless a batch was cut out of a larger buffer. */
function valuesAt(bytes: Uint8Array, offset: number, width: number): Float64Array {
  const begin = bytes.byteOffset + offset;
  if (begin % 8 === 0) return new Float64Array(bytes.buffer, begin, width);
  return new Float64Array(bytes.slice(offset, offset + width * 8).buffer);
}

/** The target that an entry of the collector's says is gone. */
export function targetOf(bytes: Uint8Array, view: DataView, at: number): string {
  const length = view.getUint32(at + ENTRY.itemBodyBytes, true);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at + ENTRY.itemBody, length).toString('utf8');
  return JSON.parse(text).target;
}
