import { seriesKey } from '#protocol/sample.ts';
import { Bins, binCount, rates } from '../bins.ts';
import type { FoundSeries } from '../embedded/groups.ts';
import {
  type Aggregation,
  type Query,
  type QueryLimits,
  QueryTooLargeError,
  type SeriesColumns,
} from '../store.ts';
import type { RolledSpan } from './influx-rollups.ts';
import { fetchColumns, type InfluxSource } from './influx-select.ts';
import { queryRolled } from './rolled-query.ts';
import { identifier } from './tags.ts';

/** Rows may come this much more often than their interval says before they are counted first. */
const RATE_DOUBT = 10;
const RECENT_MS = 3_600_000;
/** Influx counts nanoseconds in 64 bits, which ends in the year 2262. */
const LAST_MS = 9.2e12;

/** Functions of InfluxQL; rates are made here of the samples, as Influx does not leave out what fell. */
const FUNCTIONS: Record<Aggregation, string | undefined> = {
  avg: 'mean',
  min: 'min',
  max: 'max',
  last: 'last',
  sum: 'sum',
  count: 'count',
  rate: undefined,
};

const itself = (field: string) => identifier(field);
const folding = (fold: string) => (field: string) => `${fold}(${identifier(field)})`;

type Columns = Pick<SeriesColumns, 'timesMs' | 'values'>;

/** Answers a query about series that are known to exist; limits are checked before samples are fetched. */
export async function queryInflux(
  http: InfluxSource,
  query: Query,
  found: readonly FoundSeries[],
  limits: QueryLimits,
  rolled: RolledSpan | undefined,
): Promise<SeriesColumns[]> {
  const chosen = query.top === undefined ? found : await highest(http, query, found, query.top);
  if (chosen.length === 0) return [];
  await checkPoints(http, query, chosen, limits.points);
  const { stepMs, aggregation, fromMs, toMs } = query;
  const fold = FUNCTIONS[aggregation];
  if (stepMs > 0 && rolled) return queryRolled(http, query, chosen, fold ? folding(fold) : undefined, rolled);
  if (stepMs > 0 && fold) {
    return fetchColumns(http, { fromMs, toMs, stepMs, value: folding(fold) }, chosen);
  }
  const samples = await fetchColumns(http, { fromMs, toMs, stepMs: 0, value: itself }, chosen);
  if (fold) return samples;
  if (stepMs > 0) return samples.map((one) => ({ ...one, ...folded(one, query) }));
  return samples.map((one) => ({ ...one, values: rates(one.timesMs, one.values) }));
}

/**
 * The newest sample of each series. Most have one of the last hour: only for the others is everything looked through,
 * which costs, and which InfluxDB 3 Core refuses where there is much.
 */
export async function latestInflux(
  http: InfluxSource,
  found: readonly FoundSeries[],
  nowMs: number,
): Promise<SeriesColumns[]> {
  const answers: SeriesColumns[] = [];
  let missing = found;
  for (const fromMs of [nowMs - RECENT_MS, 0]) {
    const span = { fromMs, toMs: LAST_MS, stepMs: 0, value: folding('last') };
    const newest = await fetchColumns(http, span, missing);
    answers.push(...newest);
    const answered = new Set(newest.map(seriesKey));
    missing = missing.filter(({ identity }) => !answered.has(seriesKey(identity)));
  }
  return answers;
}

function folded({ timesMs, values }: Columns, { fromMs, toMs, stepMs, aggregation }: Query): Columns {
  const bins = new Bins(fromMs, toMs, stepMs);
  bins.addSamples(timesMs, values, 0, timesMs.length);
  return bins.columns(aggregation);
}

async function highest(
  http: InfluxSource,
  query: Query,
  found: readonly FoundSeries[],
  top: number,
): Promise<FoundSeries[]> {
  const { fromMs, toMs, aggregation } = query;
  const fold = FUNCTIONS[aggregation];
  const value = fold ? folding(fold) : itself;
  const answers = await fetchColumns(http, { fromMs, toMs, stepMs: 0, value }, found);
  const byKey = new Map(found.map((series) => [seriesKey(series.identity), series]));
  return answers
    .map((columns) => ({
      series: byKey.get(seriesKey(columns)) as FoundSeries,
      rank: fold ? columns.values[0] : folded(columns, { ...query, stepMs: 0 }).values[0],
    }))
    .filter(({ rank }) => !Number.isNaN(rank))
    .sort((a, b) => b.rank - a.rank)
    .slice(0, top)
    .map(({ series }) => series);
}

async function checkPoints(
  http: InfluxSource,
  query: Query,
  chosen: readonly FoundSeries[],
  allowed: number,
): Promise<void> {
  const { fromMs, toMs, stepMs, aggregation } = query;
  const bins = stepMs > 0 ? binCount(fromMs, toMs, stepMs) : Number.POSITIVE_INFINITY;
  const fetched = aggregation === 'rate' ? Number.POSITIVE_INFINITY : bins;
  let expected = 0;
  for (const { sources } of chosen) {
    const { intervalMs } = sources[0].group.shape;
    expected += Math.min(fetched, ((toMs - fromMs) / intervalMs) * RATE_DOUBT);
  }
  if (expected <= allowed) return;
  const counts = await fetchColumns(http, { fromMs, toMs, stepMs: 0, value: folding('count') }, chosen);
  let points = 0;
  for (const { values } of counts) points += Math.min(fetched, values[0]);
  if (points > allowed) throw new QueryTooLargeError('points', points, allowed);
}
