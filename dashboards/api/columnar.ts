import type { QuerySeries } from './shapes.ts';

/*
 * The answer of `query` as bytes, little-endian, every part on a multiple of 8:
 *
 *   0 'WQ1\0' | 4 u32 bytes of the head | 8 head: JSON | for each series f64 time × points, f64 value × points
 */
const MAGIC = 0x00315157;
const HEAD_OFFSET = 8;

interface Head {
  series: { target: string; metric: string; labels: Record<string, string>; points: number }[];
}

/** The columns of an answer, seen in place without copying. Throws when the bytes are not such an answer. */
export function decodeColumns(bytes: ArrayBuffer): QuerySeries[] {
  const view = new DataView(bytes);
  if (bytes.byteLength < HEAD_OFFSET || view.getUint32(0, true) !== MAGIC) {
    throw new Error('an answer in a form that this page does not know: reload it');
  }
  const headBytes = view.getUint32(4, true);
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, HEAD_OFFSET, headBytes))) as Head;
  let offset = HEAD_OFFSET + headBytes;
  return head.series.map(({ target, metric, labels, points }) => {
    const timesMs = new Float64Array(bytes, offset, points);
    const values = new Float64Array(bytes, offset + points * 8, points);
    offset += points * 16;
    return { target, metric, labels, timesMs, values };
  });
}
