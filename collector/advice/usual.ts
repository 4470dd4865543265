import type { Samples } from '#judging/history.ts';
import { medianOf } from '#judging/median.ts';
import { offsetMs } from '#judging/schedule/civil.ts';
import type { UsualRange } from '#protocol/advice.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** When people work, in hours of the day. */
const DAY_FROM_HOUR = 8;
const DAY_TO_HOUR = 20;

/** What the history of one series comes down to. */
export interface SeriesProfile {
  usual: UsualRange;
  /** From the first to the last value. */
  spanMs: number;
  values: number;
  /** Medians of working days by day and by night, and of weekends; NaN where there is nothing of it. */
  byDay: number;
  byNight: number;
  weekend: number;
}

/** Undefined for a series of which nothing was read. */
export function profileOf(samples: Samples, zone: string): SeriesProfile | undefined {
  const read: number[] = [];
  const parts: Record<'byDay' | 'byNight' | 'weekend', number[]> = { byDay: [], byNight: [], weekend: [] };
  let firstMs = Number.NaN;
  let lastMs = Number.NaN;
  for (let index = 0; index < samples.timesMs.length; index++) {
    const value = samples.values[index];
    if (!Number.isFinite(value)) continue;
    lastMs = samples.timesMs[index];
    if (Number.isNaN(firstMs)) firstMs = lastMs;
    read.push(value);
    parts[partOfWeek(lastMs, zone)].push(value);
  }
  if (read.length === 0) return undefined;
  const sorted = Float64Array.from(read).sort();
  return {
    usual: rangeOf(sorted),
    spanMs: lastMs - firstMs,
    values: read.length,
    byDay: median(parts.byDay),
    byNight: median(parts.byNight),
    weekend: median(parts.weekend),
  };
}

/** The value below which this part of the sorted ones lies, between two of them as a straight line. */
export function quantile(sorted: ArrayLike<number>, part: number): number {
  if (sorted.length === 0) return Number.NaN;
  const at = part * (sorted.length - 1);
  const below = Math.floor(at);
  const above = Math.ceil(at);
  return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
}

function median(values: readonly number[]): number {
  return medianOf(Float64Array.from(values));
}

/** What is usual for all of them: of each figure the median, so that a few strange series move nothing. */
export function usualOfAll(profiles: readonly SeriesProfile[]): UsualRange {
  const of = (field: keyof UsualRange) => median(profiles.map(({ usual }) => usual[field]));
  return {
    low: of('low'),
    quarter: of('quarter'),
    median: of('median'),
    threeQuarters: of('threeQuarters'),
    high: of('high'),
  };
}

function rangeOf(sorted: Float64Array): UsualRange {
  return {
    low: quantile(sorted, 0.01),
    quarter: quantile(sorted, 0.25),
    median: quantile(sorted, 0.5),
    threeQuarters: quantile(sorted, 0.75),
    high: quantile(sorted, 0.99),
  };
}

function partOfWeek(atMs: number, zone: string): 'byDay' | 'byNight' | 'weekend' {
  const localMs = atMs + offsetMs(zone, atMs);
  // 1 January 1970 was a Thursday.
  const weekday = (Math.floor(localMs / DAY_MS) + 3) % 7;
  if (weekday >= 5) return 'weekend';
  const hour = Math.floor((localMs % DAY_MS) / HOUR_MS);
  return hour >= DAY_FROM_HOUR && hour < DAY_TO_HOUR ? 'byDay' : 'byNight';
}
