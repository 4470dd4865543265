import type { QueryLimits, SeriesDescription } from '#collector/store/store.ts';
import { divisorOf } from '#judging/divisor.ts';
import { bandFeed, type MakeFeed, newestFeed, type Samples } from '#judging/history.ts';
import type { Note, Resolution } from '#protocol/back-test.ts';
import type { Rule } from '#protocol/rule.ts';
import { type SeriesIdentity, seriesKey } from '#protocol/sample.ts';
import { partOf } from './judge-history.ts';
import { bandsOf, weeksBefore } from './operands.ts';
import type { AskStore } from './read-history.ts';
import type { Span } from './resolution.ts';

/** Bins wider than this leave too few values in an hour to say what is usual. */
const WIDEST_FOR_BANDS_MS = 15 * 60_000;

/** What is asked to prepare one series. */
export interface PrepareIo {
  query: AskStore;
  limits: QueryLimits;
  /** Awaited now and then. */
  breathe(): Promise<void>;
  series(selector: { metric: string; targets: readonly string[] }): Promise<SeriesDescription[]>;
}

/** One series ready to be judged, or why it cannot be. */
export type Prepared = { samples: Samples; feed: MakeFeed | undefined } | { missing: Note };

/** The history of one series with all that its rule needs from outside; not for rules over groups. */
export async function prepareSeries(
  rule: Rule,
  series: SeriesIdentity,
  span: Span,
  resolution: Resolution,
  io: PrepareIo,
): Promise<Prepared> {
  const { condition } = rule;
  if (condition.kind === 'deviation') {
    if (resolution.stepMs > WIDEST_FOR_BANDS_MS) {
      return { missing: { code: 'too_coarse_for_bands', params: { stepMs: resolution.stepMs } } };
    }
    const whole = { fromMs: span.fromMs - weeksBefore(condition), toMs: span.toMs };
    const samples = await readOne(series, whole, resolution, io);
    if (!samples) return NO_HISTORY;
    const bands = await bandsOf(condition, samples, span, io.breathe);
    const judged = after(samples, span.fromMs);
    return { samples: judged, feed: bandFeed(judged, bands) };
  }
  const samples = await readOne(series, span, resolution, io);
  if (!samples) return NO_HISTORY;
  if (condition.kind !== 'ratio') return { samples, feed: undefined };
  const known = await io.series({ metric: condition.to, targets: [series.target] });
  const divisor = divisorOf(condition, series.labels, known);
  if (!divisor) return { missing: { code: 'no_divisor', params: { metric: condition.to } } };
  const other = await readOne({ ...divisor, target: series.target }, span, resolution, io);
  return other
    ? { samples, feed: newestFeed(samples, other) }
    : { missing: { code: 'no_divisor', params: { metric: condition.to } } };
}

const NO_HISTORY: Prepared = { missing: { code: 'no_history', params: {} } };

/** Exactly one series; undefined where the store has nothing of it. */
export async function readOne(
  { target, metric, labels }: SeriesIdentity,
  span: Span,
  { stepMs, aggregation }: Resolution,
  { query, limits }: Pick<PrepareIo, 'query' | 'limits'>,
): Promise<Samples | undefined> {
  const selector = { metric, targets: [target], labels };
  const answers = await query({ selector, ...span, stepMs, aggregation }, limits);
  const key = seriesKey({ target, metric, labels });
  return answers.find((each) => seriesKey(each) === key && each.timesMs.length > 0);
}

function after(samples: Samples, fromMs: number): Samples {
  const { length } = samples.timesMs;
  let first = 0;
  while (first < length && samples.timesMs[first] < fromMs) first++;
  return partOf(samples, first, length);
}
