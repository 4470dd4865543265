import type { Condition } from '#protocol/rule.ts';
import { medianOf } from './median.ts';

/** What is usual for a series in one hour; infinite on a side that the rule does not judge. */
export interface Band {
  low: number;
  high: number;
}

type Deviation = Extract<Condition, { kind: 'deviation' }>;

/** Bands are those of whole hours of UTC … */
export const HOUR_MS = 3_600_000;
/** … compared with the same hour seven days of UTC before, and before that. */
export const WEEK_MS = 7 * 24 * HOUR_MS;
/** Weeks with values in that hour without which nothing is called usual. */
const LEAST_WEEKS = 2;
/** Values, of all weeks together, without which a spread would be a guess. */
const LEAST_VALUES = 8;
/** Of normally spread values the median deviation times this is the standard deviation; the mean one times the other. */
const OF_MEDIAN_DEVIATION = 1.4826;
const OF_MEAN_DEVIATION = 1.2533;

/** When the hour began that holds this moment. */
export function hourOf(timeMs: number): number {
  return Math.floor(timeMs / HOUR_MS) * HOUR_MS;
}

/**
 * The band of a `deviation` from the values of the same hour of past weeks, one array a week: their median, and around it
 * `times` their usual spread, `atLeast` on each side. The spread is that of the median deviation, which a strange day does
 * not move; where more than half of the values are equal it is that of the mean deviation. Undefined without two weeks.
 */
export function usualBand(
  { side, times, atLeast }: Pick<Deviation, 'side' | 'times' | 'atLeast'>,
  weeks: readonly ArrayLike<number>[],
): Band | undefined {
  const known = weeks
    .map((week) => Array.from(week).filter(Number.isFinite))
    .filter(({ length }) => length > 0);
  const values = Float64Array.from(known.flat());
  if (known.length < LEAST_WEEKS || values.length < LEAST_VALUES) return undefined;
  const median = medianOf(values);
  const deviations = values.map((value) => Math.abs(value - median));
  const mean = deviations.reduce((sum, each) => sum + each, 0) / deviations.length;
  const spread = OF_MEDIAN_DEVIATION * medianOf(deviations) || OF_MEAN_DEVIATION * mean;
  const width = Math.max(times * spread, atLeast);
  return {
    low: side === 'above' ? -Infinity : median - width,
    high: side === 'below' ? Infinity : median + width,
  };
}

/**
 * The bands of all hours that a span touches, by the time each begins. `valuesOf` gives the values of an hour of the
 * past by the time it began; it may have to ask for them.
 */
export async function usualBands(
  condition: Deviation,
  { fromMs, toMs }: { fromMs: number; toMs: number },
  valuesOf: (hourMs: number) => Promise<ArrayLike<number>>,
): Promise<Map<number, Band>> {
  const bands = new Map<number, Band>();
  for (let hourMs = hourOf(fromMs); hourMs < toMs; hourMs += HOUR_MS) {
    const weeks: ArrayLike<number>[] = [];
    for (let week = 1; week <= condition.weeks; week++) weeks.push(await valuesOf(hourMs - week * WEEK_MS));
    const band = usualBand(condition, weeks);
    if (band) bands.set(hourMs, band);
  }
  return bands;
}
