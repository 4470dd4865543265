import { Bins, binCount, rates } from '../bins.ts';
import type { FoundSeries } from '../embedded/groups.ts';
import { type Query, type QueryLimits, QueryTooLargeError, type SeriesColumns } from '../store.ts';
import { fetchFold } from './fold.ts';
import { fetchRates } from './rates.ts';
import { type Asked, columnsOf, fetchSamples, type Points, type Span } from './select.ts';

/** Rows may come this much more often than their interval says before they are counted first. */
const RATE_DOUBT = 10;
/** Rates over more samples than this are made of the ends of the bins, without fetching what lies between. */
const FETCHED_SAMPLES = 200_000;

/** Answers a query about series that are known to exist; limits are checked before samples are fetched. */
export async function queryVictoria(
  asked: Asked,
  query: Query,
  limits: QueryLimits,
): Promise<SeriesColumns[]> {
  const { stepMs, aggregation, top } = query;
  // Times are whole milliseconds over there.
  const span = { fromMs: Math.max(0, Math.ceil(query.fromMs)), toMs: Math.max(0, Math.ceil(query.toMs)) };
  const chosen = {
    ...asked,
    chosen: top === undefined ? asked.chosen : await highest(asked, query, span, limits, top),
  };
  if (chosen.chosen.length === 0) return [];
  await checkPoints(chosen, span, stepMs, limits.points);
  if (stepMs > 0) return columnsOf(chosen, await fetchBins(chosen, query, span, stepMs, limits));
  const samples = columnsOf(chosen, await fetchSamples(chosen, span));
  if (aggregation !== 'rate') return samples;
  return samples.map((one) => ({ ...one, values: rates(one.timesMs, one.values) }));
}

async function fetchBins(
  asked: Asked,
  { aggregation }: Query,
  span: Span,
  stepMs: number,
  limits: QueryLimits,
): Promise<Map<string, Points>> {
  if (aggregation !== 'rate') return fetchFold(asked, span, stepMs, aggregation);
  if (samplesExpected(asked, span) > FETCHED_SAMPLES) return fetchRates(asked, span, stepMs, limits.points);
  const found = await fetchSamples(asked, span);
  for (const points of found.values()) {
    const bins = new Bins(span.fromMs, span.toMs, stepMs);
    bins.addSamples(
      Float64Array.from(points.times),
      Float64Array.from(points.values),
      0,
      points.times.length,
    );
    const { timesMs, values } = bins.columns('rate');
    points.times = [...timesMs];
    points.values = [...values];
  }
  return found;
}

async function highest(
  asked: Asked,
  query: Query,
  span: Span,
  limits: QueryLimits,
  top: number,
): Promise<FoundSeries[]> {
  const found = await fetchBins(asked, query, span, 0, limits);
  return asked.chosen
    .map((series) => ({
      series,
      rank: found.get(asked.names.keyOf(series.identity))?.values[0] ?? Number.NaN,
    }))
    .filter(({ rank }) => !Number.isNaN(rank))
    .sort((a, b) => b.rank - a.rank)
    .slice(0, top)
    .map(({ series }) => series);
}

async function checkPoints(asked: Asked, span: Span, stepMs: number, allowed: number): Promise<void> {
  const bins = stepMs > 0 ? binCount(span.fromMs, span.toMs, stepMs) : Number.POSITIVE_INFINITY;
  let expected = 0;
  for (const { sources } of asked.chosen) {
    const { intervalMs } = sources[0].group.shape;
    expected += Math.min(bins, ((span.toMs - span.fromMs) / intervalMs) * RATE_DOUBT);
  }
  if (expected <= allowed) return;
  let points = 0;
  for (const { values } of (await fetchFold(asked, span, 0, 'count')).values())
    points += Math.min(bins, values[0]);
  if (points > allowed) throw new QueryTooLargeError('points', points, allowed);
}

function samplesExpected({ chosen }: Asked, { fromMs, toMs }: Span): number {
  let samples = 0;
  for (const { sources } of chosen) samples += (toMs - fromMs) / sources[0].group.shape.intervalMs;
  return samples;
}
