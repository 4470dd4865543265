import type { QuerySeries } from './shapes.ts';

/*
 * Answers as bytes, little-endian, every part on a multiple of 8; of one question (`query`) and of several (`queries`):
 *
 *   0 'WQ1\0' or 'WQM1' | 4 u32 bytes of the head | 8 head: JSON | for each series f64 time × points, f64 value × points
 */
const ONE = 0x00315157;
const SEVERAL = 0x314d5157;
const HEAD_OFFSET = 8;

interface Described {
  target: string;
  metric: string;
  labels: Record<string, string>;
  points: number;
}

/** What one of several questions is answered with: series, or its own error. */
export type Answer =
  | { series: QuerySeries[] }
  | { error: { status: number; code: string; message: string; details: Record<string, unknown> } };

/** The columns of an answer, seen in place without copying. Throws when the bytes are not such an answer. */
export function decodeColumns(bytes: ArrayBuffer): QuerySeries[] {
  const { head, columns } = open(bytes, ONE);
  return (head as { series: Described[] }).series.map(columns);
}

/** The same of several questions, in their order. */
export function decodeAnswers(bytes: ArrayBuffer): Answer[] {
  const { head, columns } = open(bytes, SEVERAL);
  const { answers } = head as { answers: ({ series: Described[] } | Extract<Answer, { error: unknown }>)[] };
  return answers.map((answer) => ('series' in answer ? { series: answer.series.map(columns) } : answer));
}

/** The head, and what gives the columns of each series in turn. */
function open(bytes: ArrayBuffer, magic: number): { head: unknown; columns(series: Described): QuerySeries } {
  const view = new DataView(bytes);
  if (bytes.byteLength < HEAD_OFFSET || view.getUint32(0, true) !== magic) {
    throw new Error('an answer in a form that this page does not know: reload it');
  }
  const headBytes = view.getUint32(4, true);
  const head: unknown = JSON.parse(new TextDecoder().decode(new Uint8Array(bytes, HEAD_OFFSET, headBytes)));
  let offset = HEAD_OFFSET + headBytes;
  return {
    head,
    columns({ target, metric, labels, points }) {
      const timesMs = new Float64Array(bytes, offset, points);
      const values = new Float64Array(bytes, offset + points * 8, points);
      offset += points * 16;
      return { target, metric, labels, timesMs, values };
    },
  };
}
