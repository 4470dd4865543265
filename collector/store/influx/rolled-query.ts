import { seriesKey } from '#protocol/sample.ts';
import { Bins } from '../bins.ts';
import type { FoundSeries } from '../embedded/groups.ts';
import type { Aggregation, Query, SeriesColumns } from '../store.ts';
import type { RolledSpan } from './influx-rollups.ts';
import { fetchColumns, type InfluxSource } from './influx-select.ts';
import { rolledName } from './rollup-tiers.ts';
import { identifier } from './tags.ts';

/** Answers from roll-ups leave out pairs that lie further apart. */
const LONGEST_PAIR_INTERVALS = 4;

/** The middle of a span out of roll-ups, its ends out of samples; `fold` is undefined for rates, which are made here. */
export async function queryRolled(
  source: InfluxSource,
  query: Query,
  chosen: readonly FoundSeries[],
  fold: ((field: string) => string) | undefined,
  rolled: RolledSpan,
): Promise<SeriesColumns[]> {
  const { fromMs, toMs, stepMs, aggregation } = query;
  const raw = (from: number, to: number) =>
    fold
      ? fetchColumns(source, { fromMs: from, toMs: to, stepMs, value: fold }, chosen)
      : fetchRates(source, { fromMs: from, toMs: to, stepMs }, chosen, from > fromMs);
  const middle = {
    ...rolled,
    stepMs,
    value: rolledValue(aggregation),
    times: aggregation === 'rate' ? 1000 : 1,
  };
  const parts = await Promise.all([
    raw(fromMs, rolled.fromMs),
    fetchColumns(source, middle, chosen),
    raw(rolled.toMs, toMs),
  ]);
  const joined = Map.groupBy(parts.flat(), seriesKey);
  return [...joined.values()].map((pieces) => ({
    ...pieces[0],
    timesMs: Float64Array.from(pieces.flatMap(({ timesMs }) => [...timesMs])),
    values: Float64Array.from(pieces.flatMap(({ values }) => [...values])),
  }));
}

/** InfluxQL that makes an aggregation of rolled fields. */
function rolledValue(aggregation: Aggregation): (field: string) => string {
  switch (aggregation) {
    case 'avg':
      return (field) => `sum(${rolled('sum', field)}), sum(${rolled('count', field)})`;
    case 'rate':
      return (field) => `sum(${rolled('increase', field)}), sum(${rolled('increaseMs', field)})`;
    case 'count':
      return (field) => `sum(${rolled('count', field)})`;
    default:
      return (field) => `${aggregation}(${rolled(aggregation, field)})`;
  }
}

function rolled(part: Parameters<typeof rolledName>[0], field: string): string {
  return identifier(rolledName(part, field));
}

/** Rates of samples; with those before the span, so that a pair that reaches into it counts as it does in a roll-up. */
async function fetchRates(
  source: InfluxSource,
  { fromMs, toMs, stepMs }: Pick<Query, 'fromMs' | 'toMs' | 'stepMs'>,
  chosen: readonly FoundSeries[],
  withBefore: boolean,
): Promise<SeriesColumns[]> {
  if (fromMs >= toMs) return [];
  const intervalMs = Math.max(...chosen.map(({ sources }) => sources[0].group.shape.intervalMs));
  const backMs = withBefore ? intervalMs * LONGEST_PAIR_INTERVALS : 0;
  const span = { fromMs: fromMs - backMs, toMs, stepMs: 0, value: identifier };
  const bins = new Bins(fromMs, toMs, stepMs);
  const samples = await fetchColumns(source, span, chosen);
  return samples.map((one) => {
    const { timesMs, values } = one;
    const first = timesMs.findIndex((timeMs) => timeMs >= fromMs);
    if (first < 0) return { ...one, timesMs: new Float64Array(0), values: new Float64Array(0) };
    bins.reset();
    if (first > 0) bins.precededBy(timesMs[first - 1], values[first - 1]);
    bins.addSamples(timesMs, values, first, timesMs.length);
    return { ...one, ...bins.columns('rate') };
  });
}
