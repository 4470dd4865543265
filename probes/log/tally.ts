/*
 *   lines ─► matcher ─┬─► counts of each pattern ─► readings
 *                     ├─► some lines a minute ────► evidence
 *                     └─► how a job ended ────────► job runs
 */
import { EVIDENCE_LIMITS } from '#protocol/evidence.ts';
import { JOB_RUN, type JobRun } from '#protocol/job-run.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';
import { evidenceFact } from '../evidence-fact.ts';
import { columnOf } from '../metrics.ts';
import type { Fact } from '../probe.ts';
import type { Matcher } from './matcher.ts';
import { type LogPattern, severityOf } from './pattern.ts';

/** What became of the lines of one source. */
export interface Tally {
  /** `title` says what the lines are of: a file, a unit. */
  take(lines: readonly string[], title: string, nowMs: number): void;
  /** The same for a line of which it is known that it matches. */
  hit(pattern: number, line: string, title: string, nowMs: number): void;
  /** One for each name and severity, in the order of the patterns; the same objects each time. */
  readonly columns: readonly Column[];
  /** Lines that matched so far, in the order of the columns. */
  readonly counts: readonly number[];
  /** Evidence and runs of jobs since the last call. */
  facts(): Fact[];
  /** Counts as they were kept when the program ended. */
  restore(counts: Readonly<Record<string, unknown>>): void;
  /** Counts to be kept. */
  save(): Record<string, number>;
}

export interface TallyOptions {
  patterns: readonly LogPattern[];
  matcher: Matcher;
  /** Counter whose last labels are `pattern` and `severity`. */
  metric: MetricDefinition;
  /** Values of the labels before those. */
  labels: readonly string[];
  /** Lines of each series that become evidence in a minute. */
  linesPerMinute: number;
}

/** Of one source between two collections; the newest are told. */
const MOST_RUNS = 20;

interface Series {
  column: Column;
  /** Lines that wait to become evidence, by what they are of. */
  waiting: Map<string, string[]>;
  /** Lines that became none, since the last ones that did. */
  omitted: number;
  minute: number;
  thisMinute: number;
}

export function createTally(options: TallyOptions): Tally {
  const { patterns, matcher, metric, labels, linesPerMinute } = options;
  const series: Series[] = [];
  const seriesOf: number[] = patterns.map(findOrAdd);
  const counts = series.map(() => 0);
  let runs: Fact[] = [];

  return {
    columns: series.map(({ column }) => column),
    counts,
    take(lines, title, nowMs) {
      matcher.look(lines, nowMs, (pattern, line) => hit(pattern, line, title, nowMs));
    },
    hit,
    facts() {
      const told = [...series.flatMap(evidenceOf), ...runs];
      runs = [];
      return told;
    },
    restore(kept) {
      for (const [index, { column }] of series.entries()) {
        const count = kept[keyOf(column)];
        if (typeof count === 'number' && count >= 0) counts[index] = count;
      }
    },
    save: () =>
      Object.fromEntries(series.map(({ column }, index) => [keyOf(column), counts[index] as number])),
  };

  function hit(pattern: number, line: string, title: string, nowMs: number): void {
    const index = seriesOf[pattern] as number;
    counts[index] = (counts[index] as number) + 1;
    keepLine(series[index] as Series, line, title, nowMs);
    const written = patterns[pattern] as LogPattern;
    if (written.job) keepRun(written, matcher.groups(pattern, line), line, nowMs);
  }

  function findOrAdd(pattern: LogPattern): number {
    const column = columnOf(metric, [...labels, pattern.name, severityOf(pattern)]);
    const before = series.findIndex((one) => keyOf(one.column) === keyOf(column));
    if (before >= 0) return before;
    return series.push({ column, waiting: new Map(), omitted: 0, minute: 0, thisMinute: 0 }) - 1;
  }

  function keepLine(one: Series, line: string, title: string, nowMs: number): void {
    const minute = Math.floor(nowMs / 60_000);
    if (minute !== one.minute) Object.assign(one, { minute, thisMinute: 0 });
    const waiting = one.waiting.get(title) ?? [];
    if (one.thisMinute >= linesPerMinute || waiting.length >= EVIDENCE_LIMITS.lines) {
      one.omitted++;
      return;
    }
    one.thisMinute++;
    waiting.push(line.slice(0, EVIDENCE_LIMITS.lineLength));
    one.waiting.set(title, waiting);
  }

  function keepRun(
    { name, job }: LogPattern,
    groups: Readonly<Record<string, string>>,
    line: string,
    nowMs: number,
  ): void {
    const data: JobRun = {
      phase: job === 'failure' ? 'failed' : 'succeeded',
      atMs: nowMs,
      ...figures(groups),
      output: line.slice(0, EVIDENCE_LIMITS.lineLength),
    };
    runs.push({ kind: JOB_RUN, key: name, data });
    if (runs.length > MOST_RUNS) runs.shift();
  }
}

function evidenceOf(one: Series): Fact[] {
  const { metric, labels } = one.column;
  const told = [...one.waiting].map(([title, lines], index): Fact => {
    const omitted = index === one.waiting.size - 1 ? one.omitted : 0;
    return evidenceFact({ metric, labels, title: title.slice(-200), form: 'lines', lines, omitted });
  });
  if (told.length > 0) one.omitted = 0;
  one.waiting.clear();
  return told;
}

function keyOf({ labels }: Column): string {
  return `${labels.severity} ${labels.pattern}`;
}

/** What a line says of a run, where the pattern has named it. */
function figures(groups: Readonly<Record<string, string>>): Partial<JobRun> {
  const bytes = numberIn(groups.bytes);
  const files = numberIn(groups.files);
  const count = numberIn(groups.count);
  const seconds = numberIn(groups.seconds);
  return {
    ...(bytes !== undefined && bytes >= 0 && { bytes }),
    ...(files !== undefined && Number.isSafeInteger(files) && files >= 0 && { files }),
    ...(count !== undefined && { count }),
    ...(seconds !== undefined && seconds >= 0 && { durationMs: seconds * 1_000 }),
  };
}

/** `1,234` and `1234.5`. */
function numberIn(text: string | undefined): number | undefined {
  const number = Number(text?.replaceAll(',', '').trim() || Number.NaN);
  return Number.isFinite(number) ? number : undefined;
}
