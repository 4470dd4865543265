import type { Explored, ExploredLine } from '#protocol/explore.ts';
import { LABEL_KEY } from '#protocol/fold.ts';
import type { Aligned } from '../../charts/align.ts';
import type { LineLook } from '../../charts/plot-options.ts';
import type { Formats } from '../../words/format.ts';

/** How facts of lines are called. */
export interface LineNames {
  target(id: string): string;
  kind(kind: string): string;
  organisation(id: string): string;
  /** What the one line of no group is called. */
  all: string;
}

/** The name of a line: its facts in their order, what is unknown as a dash. */
export function lineName({ by }: ExploredLine, answer: Explored, names: LineNames): string {
  const facts = Object.entries(by).map(([key, value]) => {
    if (key === 'target') return answer.names[value] ?? names.target(value);
    if (key === 'kind') return names.kind(value);
    if (key === 'organisation') return names.organisation(value);
    return value || '–';
  });
  return facts.join(' · ') || names.all;
}

/** Tells lines of two answers to the same question apart. */
function lineKey({ by }: ExploredLine): string {
  return JSON.stringify(Object.entries(by).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Times of the bins of an answer. */
export function timesOf({ firstMs, stepMs, bins }: Explored, shiftMs = 0): number[] {
  return Array.from({ length: bins }, (_, bin) => firstMs + shiftMs + bin * stepMs);
}

export interface Drawn {
  data: Aligned;
  looks: LineLook[];
  /** What stands in the legend: values as they are, not as they are stacked. */
  values: (readonly (number | null)[])[];
}

/** Lines with the colour that they keep when others are hidden. */
export interface NamedLine {
  line: ExploredLine;
  name: string;
  color: number;
}

/** Lines as they are drawn; stacked ones stand on those before them, and a gap carries nothing. */
export function draw(answer: Explored, lines: readonly NamedLine[], stacked: boolean): Drawn {
  const times = timesOf(answer);
  const values = lines.map(({ line }) => line.values);
  const looks = lines.map(({ name, color }): LineLook => ({ name, color, ...(stacked && { solid: true }) }));
  if (!stacked) return { data: [times, ...values.map((each) => [...each])], looks, values };
  const sums = new Array<number>(times.length).fill(0);
  const columns = values.map((each) =>
    each.map((value, bin) => {
      if (value === null) return null;
      sums[bin] += value;
      return sums[bin];
    }),
  );
  // The highest is painted first, so that those below stand before it.
  return { data: [times, ...columns.reverse()], looks: looks.reverse(), values: values.reverse() };
}

/** The same lines at an earlier time, moved to now and put behind; matched by what they are grouped by. */
export function withEarlier(
  drawn: Drawn,
  lines: readonly NamedLine[],
  earlier: Explored,
  shiftMs: number,
  nameOf: (name: string) => string,
): Drawn {
  const before = new Map(earlier.lines.map((line) => [lineKey(line), line]));
  const [times, ...columns] = drawn.data;
  const looks = [...drawn.looks];
  const values = [...drawn.values];
  for (const { line, name, color } of lines) {
    const found = before.get(lineKey(line));
    if (!found) continue;
    const moved = times.map(
      (atMs) => found.values[Math.round((atMs - shiftMs - earlier.firstMs) / earlier.stepMs)] ?? null,
    );
    columns.push(moved);
    values.push(moved);
    looks.push({ name: nameOf(name), color, dashed: true, pale: true });
  }
  return { data: [times, ...columns], looks, values };
}

/** What a line comes down to, for tables and lists. */
export function summary(values: readonly (number | null)[]): {
  last: number | null;
  avg: number | null;
  min: number | null;
  max: number | null;
} {
  const read = values.filter((value): value is number => value !== null);
  if (read.length === 0) return { last: null, avg: null, min: null, max: null };
  return {
    last: read[read.length - 1],
    avg: read.reduce((sum, value) => sum + value, 0) / read.length,
    // Spreading some thousand bins into `Math.min` is still fine; a reduce is as short and never breaks.
    min: read.reduce((low, value) => Math.min(low, value)),
    max: read.reduce((high, value) => Math.max(high, value)),
  };
}

/** The answer for a spreadsheet: a row a bin, times in the zone of the pages and in UTC, a column a line. */
export function exploredRows(
  answer: Explored,
  names: readonly string[],
  formats: Pick<Formats, 'field' | 'zoneOffsetMs'>,
  heads: { time: string; utc: string },
): (string | number | null)[][] {
  const rows = timesOf(answer).map((atMs, bin) => [
    new Date(atMs + formats.zoneOffsetMs(atMs)).toISOString().slice(0, 19).replace('T', ' '),
    new Date(atMs).toISOString().replace('.000Z', 'Z'),
    ...answer.lines.map(({ values }) => values[bin]),
  ]);
  return [[heads.time, heads.utc, ...names], ...rows];
}

/** Labels that lines of a question can be grouped by, and the key of each. */
export function labelKey(label: string): `label:${string}` {
  return `${LABEL_KEY}${label}`;
}
