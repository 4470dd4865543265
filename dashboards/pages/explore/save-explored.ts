import type { Explored } from '#protocol/explore.ts';
import { saveCsv } from '../../ui/save-csv.ts';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';
import { exploredRows, type NamedLine } from './lines.ts';

/** Gives the answer to the person as a file. */
export function saveExplored(
  metric: string,
  answer: Explored,
  lines: readonly NamedLine[],
  formats: Formats,
  text: Words['explore'],
): void {
  const names = lines.map(({ name }) => name);
  const heads = { time: text.csvTime(formats.zone), utc: text.csvUtc };
  const stamp = new Date(answer.firstMs).toISOString().slice(0, 16).replace(/[:T]/g, '-');
  saveCsv(`${metric}-${stamp}.csv`, exploredRows(answer, names, formats, heads));
}
