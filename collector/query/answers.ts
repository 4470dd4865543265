/*
 * The answers of `/api/v1/queries` as bytes, little-endian; every part starts on a multiple of 8.
 *
 *   0 'WQM1' | 4 u32 bytes of the head | 8 head: JSON, UTF-8, padded with spaces | columns
 *
 * The head is `{"answers":[…]}`, one for each question in its order: `{"series":[{"target","metric","labels",
 * "points"}]}` or `{"error":{…}}`. The columns of all series follow in the order of the head: f64 time, UTC ms × points,
 * then f64 value × points (NaN: not read).
 */
import type { SeriesColumns } from '#collector/store/store.ts';
import { describeColumns, headAndColumns } from './columnar.ts';
import { columnsToJson, type HostOf } from './columns-json.ts';

/** What a question is answered with: its series, or why there are none. */
export type Answer<Fault> = { series: readonly SeriesColumns[] } | { error: Fault };

const MAGIC = [0x57, 0x51, 0x4d, 0x31];

/** All answers in one buffer of its own. */
export function encodeAnswers(answers: readonly Answer<unknown>[]): Buffer<ArrayBuffer> {
  const described = answers.map((answer) =>
    'error' in answer ? { error: answer.error } : { series: answer.series.map(describeColumns) },
  );
  const columns = answers.flatMap((answer) => ('error' in answer ? [] : answer.series));
  return Buffer.from(headAndColumns(MAGIC, { answers: described }, columns));
}

/** `{"answers":[{"series":[…]},{"error":{…}}]}`, each answer as a single question is answered. */
export function answersToJson(answers: readonly Answer<unknown>[], hostOf: HostOf): Buffer {
  const parts: Buffer[] = [Buffer.from('{"answers":[')];
  for (const [index, answer] of answers.entries()) {
    if (index > 0) parts.push(Buffer.from(','));
    if ('error' in answer) parts.push(Buffer.from(JSON.stringify({ error: answer.error })));
    else parts.push(columnsToJson(answer.series, hostOf));
  }
  parts.push(Buffer.from(']}'));
  return Buffer.concat(parts);
}
