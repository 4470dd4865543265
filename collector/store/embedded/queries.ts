import { setImmediate } from 'node:timers/promises';
import { Bins, binCount, rates } from '../bins.ts';
import {
  type Query,
  type QueryLimits,
  QueryTooLargeError,
  type Selector,
  type SeriesColumns,
} from '../store.ts';
import type { FoundSeries, Groups } from './groups.ts';
import type { Pieces } from './pieces.ts';
import type { Reader } from './reader.ts';
import type { TierReader } from './tier-reader.ts';
import { TIERS } from './tiers.ts';

/** A query lets others of its thread go on after this long. */
const SLICE_MS = 5;

/** What queries read from. */
export interface QueryParts {
  groups: Groups;
  pieces: Pieces;
  reader: Reader;
  tiers: TierReader;
  /** Raw samples before this time are forgotten. */
  rawFromMs(): number;
}

type Columns = Pick<SeriesColumns, 'timesMs' | 'values'>;

/** Answers a question; every limit is checked before the work that it bounds. */
export async function runQuery(
  parts: QueryParts,
  query: Query,
  limits: QueryLimits,
): Promise<SeriesColumns[]> {
  const slices = new Slices(limits.timeoutMs);
  const { found, total } = parts.groups.select(query.selector, limits.series);
  if (total > limits.series) throw new QueryTooLargeError('series', total, limits.series);
  const chosen = query.top === undefined ? found : await highest(parts, query, found, slices);
  await checkPoints(parts, query, chosen, limits.points, slices);
  const bins = query.stepMs > 0 ? new Bins(query.fromMs, query.toMs, query.stepMs) : undefined;
  const answers: SeriesColumns[] = [];
  for (const series of chosen) {
    if (slices.due()) await slices.pause();
    const columns = bins ? binned(parts, query, series, bins) : raw(parts, query, series);
    if (columns.timesMs.length > 0) answers.push({ ...series.identity, ...columns });
  }
  return answers;
}

/** The newest sample of each series. */
export async function runLatest(
  parts: QueryParts,
  selector: Selector,
  limits: QueryLimits,
): Promise<SeriesColumns[]> {
  const slices = new Slices(limits.timeoutMs);
  const { found, total } = parts.groups.select(selector, limits.series);
  if (total > limits.series) throw new QueryTooLargeError('series', total, limits.series);
  const answers: SeriesColumns[] = [];
  for (const { identity, sources } of found) {
    if (slices.due()) await slices.pause();
    let newestMs = Number.NEGATIVE_INFINITY;
    for (const { group } of sources) newestMs = Math.max(newestMs, parts.pieces.newestMs(group));
    if (!(newestMs >= parts.rawFromMs())) continue;
    parts.reader.samples(sources, newestMs, newestMs + 1, (times, values, _start, end) => {
      answers.push({ ...identity, timesMs: times.slice(end - 1, end), values: values.slice(end - 1, end) });
    });
  }
  return answers;
}

async function highest(
  parts: QueryParts,
  query: Query,
  found: readonly FoundSeries[],
  slices: Slices,
): Promise<FoundSeries[]> {
  const { fromMs, toMs, aggregation } = query;
  const bins = new Bins(fromMs, toMs, 0);
  const ranked: { series: FoundSeries; rank: number }[] = [];
  for (const series of found) {
    if (slices.due()) await slices.pause();
    bins.reset();
    parts.tiers.fold(series.sources, fromMs, toMs, 0, bins, aggregation, parts.rawFromMs());
    const rank = bins.value(0, aggregation);
    if (!Number.isNaN(rank)) ranked.push({ series, rank });
  }
  ranked.sort((a, b) => b.rank - a.rank);
  return ranked.slice(0, query.top).map(({ series }) => series);
}

async function checkPoints(
  parts: QueryParts,
  { fromMs, toMs, stepMs }: Query,
  chosen: readonly FoundSeries[],
  allowed: number,
  slices: Slices,
): Promise<void> {
  const bins = stepMs > 0 ? binCount(fromMs, toMs, stepMs) : Number.POSITIVE_INFINITY;
  // So many empty bins would cost as much as full ones.
  if (stepMs > 0 && bins > allowed && chosen.length > 0)
    throw new QueryTooLargeError('points', bins, allowed);
  if (bins * chosen.length <= allowed) return;
  const rawFromMs = parts.rawFromMs();
  const rolledMs = Math.max(0, Math.min(toMs, rawFromMs) - fromMs);
  let points = 0;
  for (const { sources } of chosen) {
    if (slices.due()) await slices.pause();
    const rows = parts.pieces.countRows(sources, Math.max(fromMs, rawFromMs), toMs);
    points += Math.min(
      bins,
      rows + (rolledMs > 0 && rolledMs < Number.POSITIVE_INFINITY ? rolledMs / TIERS[1].stepMs : 0),
    );
  }
  if (points > allowed) throw new QueryTooLargeError('points', Math.ceil(points), allowed);
}

function binned(
  parts: QueryParts,
  { fromMs, toMs, stepMs, aggregation, onlySamples }: Query,
  { sources }: FoundSeries,
  bins: Bins,
): Columns {
  bins.reset();
  if (onlySamples) {
    parts.reader.fold(sources, Math.max(fromMs, parts.rawFromMs()), toMs, bins, aggregation === 'rate');
    return bins.columns(aggregation);
  }
  parts.tiers.fold(sources, fromMs, toMs, stepMs, bins, aggregation, parts.rawFromMs());
  return bins.columns(aggregation);
}

let timesMs = new Float64Array(16_384);
let values = new Float64Array(16_384);

function raw(
  parts: QueryParts,
  { fromMs, toMs, aggregation, onlySamples }: Query,
  { sources }: FoundSeries,
): Columns {
  const rawFromMs = Math.max(fromMs, parts.rawFromMs());
  let count = 0;
  parts.reader.samples(sources, rawFromMs, toMs, (times, own, start, end) => {
    if (count + end - start > timesMs.length) grow(count + end - start);
    timesMs.set(times.subarray(start, end), count);
    values.set(own.subarray(start, end), count);
    count += end - start;
  });
  const columns: Columns = { timesMs: timesMs.slice(0, count), values: values.slice(0, count) };
  if (aggregation === 'rate') columns.values = rates(columns.timesMs, columns.values);
  const goneToMs = Math.min(toMs, rawFromMs);
  if (onlySamples || fromMs >= goneToMs) return columns;
  return behindRolled(parts, fromMs, goneToMs, aggregation, sources, columns);
}

/** Where raw samples are gone the finest roll-up answers in their place. */
function behindRolled(
  parts: QueryParts,
  fromMs: number,
  toMs: number,
  aggregation: Query['aggregation'],
  sources: FoundSeries['sources'],
  columns: Columns,
): Columns {
  const bins = new Bins(fromMs, toMs, TIERS[1].stepMs);
  parts.tiers.fold(sources, fromMs, toMs, TIERS[1].stepMs, bins, aggregation, toMs);
  const rolled = bins.columns(aggregation);
  return {
    timesMs: concat(rolled.timesMs, columns.timesMs),
    values: concat(rolled.values, columns.values),
  };
}

function concat(first: Float64Array, second: Float64Array): Float64Array {
  const both = new Float64Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}

function grow(count: number): void {
  const grownTimes = new Float64Array(count * 2);
  const grownValues = new Float64Array(count * 2);
  grownTimes.set(timesMs);
  grownValues.set(values);
  timesMs = grownTimes;
  values = grownValues;
}

/** Cuts long work into slices, and ends it when it takes too long. */
class Slices {
  readonly #startedMs = performance.now();
  readonly #timeoutMs: number;
  #sliceMs = this.#startedMs;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  due(): boolean {
    return performance.now() - this.#sliceMs > SLICE_MS;
  }

  async pause(): Promise<void> {
    const passedMs = performance.now() - this.#startedMs;
    if (passedMs > this.#timeoutMs)
      throw new QueryTooLargeError('time', Math.round(passedMs), this.#timeoutMs);
    await setImmediate();
    this.#sliceMs = performance.now();
  }
}
