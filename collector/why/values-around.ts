import type { AskStore } from '#collector/hindsight/read-history.ts';
import type { Kept } from '#collector/hindsight/resolution.ts';
import type { QueryLimits, SeriesColumns } from '#collector/store/store.ts';
import type { Alert } from '#protocol/alert.ts';
import type { Note, Resolution } from '#protocol/back-test.ts';
import { type SeriesIdentity, seriesKey } from '#protocol/sample.ts';
import type { WhyValues } from '#protocol/why.ts';

/** Points of one answer: as many as a chart shows. */
const POINTS = 600;
const MINUTE_MS = 60_000;
/** Widths of bins that people understand. */
const STEPS_MS = [1, 5, 15, 60, 360, 1_440].map((minutes) => minutes * MINUTE_MS);

export interface History {
  query: AskStore;
  limits: QueryLimits;
  kept: Kept;
  nowMs: number;
}

/** Samples of one series in a span as they are: for judging them once more. */
export type SamplesRead = { columns: SeriesColumns; missing: null } | { columns: undefined; missing: Note };

/** The samples of exactly one series; says why there are none. */
export async function readSamples(
  series: SeriesIdentity,
  span: { fromMs: number; toMs: number },
  stepMs: number,
  { query, limits, kept, nowMs }: History,
): Promise<SamplesRead> {
  const { target, metric, labels } = series;
  const selector = { metric, targets: [target], labels };
  try {
    const answers = await query(
      { selector, ...span, stepMs, aggregation: stepMs === 0 ? 'last' : 'avg' },
      limits,
    );
    const columns = answers.find((each) => seriesKey(each) === seriesKey(series));
    if (columns && columns.timesMs.length > 0) return { columns, missing: null };
  } catch (error) {
    const { name, message } = error as Error;
    const code = name === 'QueryTooLargeError' ? 'too_large' : 'store_failed';
    return { columns: undefined, missing: { code, params: { reason: message } } };
  }
  const isForgotten = stepMs === 0 && span.fromMs < nowMs - kept.rawMs;
  return {
    columns: undefined,
    missing: isForgotten
      ? { code: 'samples_not_kept', params: { keptMs: kept.rawMs } }
      : { code: 'store_has_none', params: { fromMs: span.fromMs, toMs: span.toMs } },
  };
}

/** Values to be shown: as samples where these are few and kept, otherwise folded; says so where there are none. */
export async function valuesAround(
  series: SeriesIdentity,
  span: { fromMs: number; toMs: number },
  intervalMs: number,
  history: History,
): Promise<WhyValues> {
  const lengthMs = span.toMs - span.fromMs;
  const isKept = span.fromMs >= history.nowMs - history.kept.rawMs;
  const isFew = lengthMs / intervalMs <= POINTS;
  const stepMs =
    isKept && isFew ? 0 : (STEPS_MS.find((each) => lengthMs / each <= POINTS) ?? 30 * 86_400_000);
  const { columns, missing } = await readSamples(series, span, stepMs, history);
  if (!columns) return { timesMs: [], values: [], resolution: null, missing };
  const resolution: Resolution = {
    stepMs,
    aggregation: stepMs === 0 ? 'last' : 'avg',
    why: stepMs === 0 ? 'samples' : isKept ? 'too_many' : 'not_kept',
  };
  const many = columns.timesMs.length - 2 * POINTS;
  const timesMs = [...columns.timesMs.subarray(Math.max(0, many))];
  const values = Array.from(columns.values.subarray(Math.max(0, many)), (value) =>
    Number.isFinite(value) ? value : null,
  );
  return {
    timesMs,
    values,
    resolution,
    missing: many > 0 ? { code: 'only_the_newest', params: { left: many } } : null,
  };
}

/** The times to look at: around the beginning up to the firing, and the whole of it. */
export function spansOf(alert: Alert, intervalMs: number, nowMs: number) {
  const { beganAtMs, firedAtMs, resolvedAtMs } = alert;
  const aroundMs = Math.max(10 * MINUTE_MS, 15 * intervalMs);
  const endMs = Math.min(nowMs, (resolvedAtMs ?? nowMs) + aroundMs);
  const firedMs = firedAtMs ?? Math.min(nowMs, beganAtMs + aroundMs);
  return {
    beginning: { fromMs: beganAtMs - aroundMs, toMs: Math.min(nowMs, firedMs + aroundMs) + 1 },
    whole: { fromMs: beganAtMs - aroundMs, toMs: Math.max(endMs, firedMs) + 1 },
  };
}
