import { Bins } from '../bins.ts';
import type { FoundSeries } from '../embedded/groups.ts';
import { QueryTooLargeError } from '../store.ts';
import { fetchFold } from './fold.ts';
import { type Asked, fetchSamples, type Points, type Span } from './select.ts';

/** What is known of a bin without its samples. */
interface Ends {
  startMs: number;
  first: number;
  last: number;
  firstMs: number;
  lastMs: number;
  falls: boolean;
}

/** A bin in which something fell, and the sample before it. */
interface Fallen {
  series: FoundSeries;
  startMs: number;
  before: { timeMs: number; value: number } | undefined;
  /** Where its rate goes. */
  points: Points;
  at: number;
}

/**
 * Rates of bins from their ends: where nothing falls the pairs of neighbours add up to the last sample of a bin less
 * the last one before it. Only bins in which something fell are fetched, sample by sample.
 */
export async function fetchRates(
  asked: Asked,
  span: Span,
  stepMs: number,
  allowedSamples: number,
): Promise<Map<string, Points>> {
  const folds = ['first', 'last', 'firstTime', 'lastTime', 'falls'] as const;
  const [first, last, firstTime, lastTime, falls] = await Promise.all(
    folds.map((fold) => fetchFold(asked, span, stepMs, fold)),
  );
  const found = new Map<string, Points>();
  const fallen: Fallen[] = [];
  for (const series of asked.chosen) {
    const key = asked.names.keyOf(series.identity);
    const starts = last.get(key)?.times ?? [];
    const column = (fold: Map<string, Points>) => valuesAt(fold.get(key));
    const columns = [first, last, firstTime, lastTime, falls].map(column);
    const points: Points = { times: [], values: [] };
    let before: Fallen['before'];
    for (const startMs of starts) {
      const [firstValue, lastValue, firstSeconds, lastSeconds, count] = columns.map((values) =>
        values.get(startMs),
      );
      const ends: Ends = {
        startMs,
        first: firstValue ?? Number.NaN,
        last: lastValue ?? Number.NaN,
        firstMs: Math.round((firstSeconds ?? Number.NaN) * 1000),
        lastMs: Math.round((lastSeconds ?? Number.NaN) * 1000),
        falls: (count ?? 0) > 0,
      };
      points.times.push(startMs);
      points.values.push(ends.falls ? Number.NaN : rateOf(ends, before));
      if (ends.falls) fallen.push({ series, startMs, before, points, at: points.values.length - 1 });
      before = { timeMs: ends.lastMs, value: ends.last };
    }
    if (points.times.length > 0) found.set(key, points);
  }
  await fillFallen(asked, span, stepMs, fallen, allowedSamples);
  return found;
}

function rateOf(ends: Ends, before: Fallen['before']): number {
  const joins = before !== undefined && ends.first >= before.value;
  const increase = ends.last - (joins ? before.value : ends.first);
  const timeMs = ends.lastMs - (joins ? before.timeMs : ends.firstMs);
  return timeMs > 0 ? (increase / timeMs) * 1000 : Number.NaN;
}

async function fillFallen(
  asked: Asked,
  span: Span,
  stepMs: number,
  fallen: readonly Fallen[],
  allowedSamples: number,
): Promise<void> {
  const widthMs = stepMs > 0 ? stepMs : span.toMs - span.fromMs;
  let samples = 0;
  for (const { series } of fallen) samples += widthMs / series.sources[0].group.shape.intervalMs;
  if (samples > allowedSamples) throw new QueryTooLargeError('points', Math.ceil(samples), allowedSamples);
  for (const [startMs, ofBin] of Map.groupBy(fallen, ({ startMs }) => startMs)) {
    const part = { fromMs: Math.max(span.fromMs, startMs), toMs: Math.min(span.toMs, startMs + widthMs) };
    const found = await fetchSamples({ ...asked, chosen: ofBin.map(({ series }) => series) }, part);
    for (const { series, before, points, at } of ofBin) {
      const own = found.get(asked.names.keyOf(series.identity));
      if (own) points.values[at] = rateOfSamples(own, before, part);
    }
  }
}

function rateOfSamples({ times, values }: Points, before: Fallen['before'], { fromMs, toMs }: Span): number {
  const bins = new Bins(fromMs, toMs, 0);
  if (before) bins.precededBy(before.timeMs, before.value);
  bins.addSamples(Float64Array.from(times), Float64Array.from(values), 0, times.length);
  return bins.value(0, 'rate');
}

function valuesAt(points: Points | undefined): Map<number, number> {
  return new Map(points?.times.map((time, at) => [time, points.values[at]]));
}
