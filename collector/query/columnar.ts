/*
 * The answer of `/api/v1/query` as bytes, for pages that read columns without parsing them. Little-endian; every
 * part starts on a multiple of 8.
 *
 *   0 'WQ1\0' | 4 u32 bytes of the head | 8 head: JSON, UTF-8, padded with spaces | columns
 *
 * The head is `{"series":[{"target","metric","labels","points"}]}`; the columns of each series follow in that order:
 * f64 time, UTC ms × points, then f64 value × points (NaN: not read).
 */
import type { SeriesColumns } from '#collector/store/store.ts';

const MAGIC = [0x57, 0x51, 0x31, 0x00];
const HEAD_OFFSET = 8;

/** Columns of an answer in one buffer of its own. */
export function encodeColumns(series: readonly SeriesColumns[]): ArrayBuffer {
  return headAndColumns(MAGIC, { series: series.map(describeColumns) }, series);
}

/** What the head says of a series. */
export function describeColumns({ target, metric, labels, timesMs }: SeriesColumns) {
  return { target, metric, labels, points: timesMs.length };
}

/** A head, and behind it the columns of each series, in one buffer of its own. */
export function headAndColumns(
  magic: readonly number[],
  head: object,
  series: readonly SeriesColumns[],
): ArrayBuffer {
  const json = Buffer.from(JSON.stringify(head), 'utf8');
  const headBytes = (json.length + 7) & ~7;
  let points = 0;
  for (const { timesMs } of series) points += timesMs.length;
  const buffer = new ArrayBuffer(HEAD_OFFSET + headBytes + points * 16);
  const bytes = new Uint8Array(buffer);
  bytes.set(magic);
  new DataView(buffer).setUint32(4, headBytes, true);
  bytes.fill(0x20, HEAD_OFFSET, HEAD_OFFSET + headBytes);
  bytes.set(json, HEAD_OFFSET);
  let offset = HEAD_OFFSET + headBytes;
  for (const { timesMs, values } of series) {
    new Float64Array(buffer, offset, timesMs.length).set(timesMs);
    offset += timesMs.length * 8;
    new Float64Array(buffer, offset, values.length).set(values);
    offset += values.length * 8;
  }
  return buffer;
}
