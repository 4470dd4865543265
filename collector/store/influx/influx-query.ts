import { Bins, binCount, rates } from '../bins.ts';
import type { FoundSeries } from '../embedded/groups.ts';
import { type Query, type QueryLimits, QueryTooLargeError, type SeriesColumns } from '../store.ts';
import type { InfluxHttp, InfluxSeries } from './influx-http.ts';
import { fieldOf, identifier, keyOfSeries, literal, tagKey, tagName, tagValue } from './tags.ts';

/** Rows may come this much more often than their interval says before they are counted first. */
const RATE_DOUBT = 10;

/** Influx counts nanoseconds in 64 bits, which ends in the year 2262. */
const LAST_MS = 9.2e12;

const FUNCTIONS = {
  avg: 'mean',
  min: 'min',
  max: 'max',
  last: 'last',
  sum: 'sum',
  count: 'count',
  rate: undefined,
};

type Columns = Pick<SeriesColumns, 'timesMs' | 'values'>;
type Span = Pick<Query, 'fromMs' | 'toMs'>;

/** Answers a query about series that are known to exist; limits are checked before samples are fetched. */
export async function queryInflux(
  http: InfluxHttp,
  query: Query,
  found: readonly FoundSeries[],
  limits: QueryLimits,
): Promise<SeriesColumns[]> {
  const chosen = query.top === undefined ? found : await highest(http, query, found, query.top);
  if (chosen.length === 0) return [];
  await checkPoints(http, query, chosen, limits.points);
  const { stepMs, aggregation } = query;
  const fold = FUNCTIONS[aggregation];
  const local = stepMs === 0 || fold === undefined;
  const columns = local
    ? await fetchColumns(http, query, chosen, '', '')
    : await fetchColumns(http, query, chosen, fold, `time(${stepMs}ms), `);
  if (stepMs === 0 && fold) return columns;
  if (stepMs === 0) return columns.map((one) => ({ ...one, values: rates(one.timesMs, one.values) }));
  if (!local) return columns;
  return columns.map((one) => ({ ...one, ...folded(one, query) }));
}

/** The newest sample of each series. */
export function latestInflux(http: InfluxHttp, found: readonly FoundSeries[]): Promise<SeriesColumns[]> {
  return found.length === 0
    ? Promise.resolve([])
    : fetchColumns(http, { fromMs: 0, toMs: LAST_MS }, found, 'last', '');
}

function folded({ timesMs, values }: Columns, { fromMs, toMs, stepMs, aggregation }: Query): Columns {
  const bins = new Bins(fromMs, toMs, stepMs);
  bins.addSamples(timesMs, values, 0, timesMs.length);
  return bins.columns(aggregation);
}

async function highest(
  http: InfluxHttp,
  query: Query,
  found: readonly FoundSeries[],
  top: number,
): Promise<FoundSeries[]> {
  if (found.length === 0) return [];
  const fold = FUNCTIONS[query.aggregation];
  const answers = await fetchColumns(http, query, found, fold ?? '', '');
  const byKey = new Map(found.map((series) => [keyOfSeries(series.identity), series]));
  return answers
    .map((columns) => ({
      series: byKey.get(keyOfSeries(columns)) as FoundSeries,
      rank: fold ? columns.values[0] : folded(columns, { ...query, stepMs: 0 }).values[0],
    }))
    .filter(({ rank }) => !Number.isNaN(rank))
    .sort((a, b) => b.rank - a.rank)
    .slice(0, top)
    .map(({ series }) => series);
}

async function checkPoints(
  http: InfluxHttp,
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
  const counts = await fetchColumns(http, query, chosen, 'count', '');
  let points = 0;
  for (const { values } of counts) points += Math.min(fetched, values[0]);
  if (points > allowed) throw new QueryTooLargeError('points', points, allowed);
}

async function fetchColumns(
  http: InfluxHttp,
  { fromMs, toMs }: Span,
  chosen: readonly FoundSeries[],
  fold: string,
  groupByTime: string,
): Promise<SeriesColumns[]> {
  const { metric } = chosen[0].identity;
  const { measurement, field } = fieldOf(metric);
  const value = fold ? `${fold}(${identifier(field)})` : identifier(field);
  const answers = await http.query(
    `SELECT ${value} FROM ${identifier(measurement)} WHERE ${condition(chosen)}` +
      ` AND time >= ${Math.ceil(fromMs * 1000)}u AND time < ${Math.ceil(toMs * 1000)}u` +
      ` GROUP BY ${groupByTime}*${groupByTime ? ' fill(none)' : ''}`,
  );
  return merge(chosen, answers);
}

/** Restricts to the targets, and to labels where all series have one in common; what more comes is left out. */
function condition(chosen: readonly FoundSeries[]): string {
  const targets = new Set(chosen.map(({ identity }) => tagValue(identity.target)));
  const parts = [...targets].map((target) => `"target" = ${literal(target)}`);
  const clauses = [`(${parts.join(' OR ')})`];
  for (const [name, text] of Object.entries(chosen[0].identity.labels)) {
    if (tagValue(text) === '' || chosen.some(({ identity }) => identity.labels[name] !== text)) continue;
    clauses.push(`${identifier(tagName(name))} = ${literal(tagValue(text))}`);
  }
  return clauses.join(' AND ');
}

/** A series whose host was renamed is several over there; they are one here. */
function merge(chosen: readonly FoundSeries[], answers: readonly InfluxSeries[]): SeriesColumns[] {
  const byKey = new Map(chosen.map(({ identity }) => [keyOfSeries(identity), identity]));
  const found = new Map<string, { times: number[]; values: number[] }>();
  for (const { tags = {}, values = [] } of answers) {
    const entries = Object.entries(tags);
    const key = [tagKey(entries, true), tagKey(entries, false)].find((one) => byKey.has(one));
    if (key === undefined) continue;
    let columns = found.get(key);
    if (!columns) {
      columns = { times: [], values: [] };
      found.set(key, columns);
    }
    for (const [time, value] of values) {
      if (value === null) continue;
      columns.times.push((time as number) / 1000);
      columns.values.push(value as number);
    }
  }
  return [...found].map(([key, { times, values }]) => {
    const { target, metric, labels } = byKey.get(key) as SeriesColumns;
    const identity = { target, metric, labels };
    if (isAscending(times))
      return { ...identity, timesMs: Float64Array.from(times), values: Float64Array.from(values) };
    const order = [...times.keys()].sort((a, b) => times[a] - times[b]);
    return {
      ...identity,
      timesMs: Float64Array.from(order, (at) => times[at]),
      values: Float64Array.from(order, (at) => values[at]),
    };
  });
}

function isAscending(times: readonly number[]): boolean {
  for (let at = 1; at < times.length; at++) if (times[at] <= times[at - 1]) return false;
  return true;
}
