/*
 * What a series is compared with, for a time that is over: the divisors of a ratio and the bands of a deviation, from the
 * store. Medians and counts of a group are not among it: they are gathered from what was known in that moment.
 */
import type { QueryLimits, SeriesColumns, Store } from '#collector/store/store.ts';
import type { CompiledRule } from '#judging/compile-rule.ts';
import { OPERAND } from '#judging/state.ts';
import type { Rule } from '#protocol/rule.ts';
import { type SeriesIdentity, seriesKey } from '#protocol/sample.ts';
import { divisorOf } from './ratio-feeds.ts';
import { type Band, usualBand } from './usual-band.ts';

const HOUR_MS = 3_600_000;
const WEEK_MS = 7 * 24 * HOUR_MS;
/** A gap that is longer is not compared with past weeks: each hour asks the store once for each week. */
const MAX_HOURS = 48;
/** Series of the divisor's metric that one target may have. */
const MAX_DIVISORS = 1_000;

/** Brings what is compared with into the state of a slot, before the sample at `index` is judged. */
export type LateFeed = (compiled: CompiledRule, state: Float64Array, index: number) => void;

export interface LateFeedSources {
  store: Pick<Store, 'query' | 'series'>;
  limits: QueryLimits;
}

/** What the rule needs beside the samples; `impossible` where the past cannot be told. */
export async function lateFeed(
  { store, limits }: LateFeedSources,
  { condition }: Rule,
  series: SeriesIdentity,
  samples: SeriesColumns,
): Promise<LateFeed | undefined | 'impossible'> {
  switch (condition.kind) {
    case 'absent':
    case 'count':
    case 'group_median':
      return 'impossible';
    case 'ratio': {
      const { target } = series;
      const known = await store.series({ metric: condition.to, targets: [target] }, MAX_DIVISORS);
      const divisor = divisorOf(condition, series.labels, known);
      const found = divisor && (await exactly(divisor, spanOf(samples)));
      return found ? divisorFeed(samples.timesMs, found) : 'impossible';
    }
    case 'deviation': {
      const { fromMs, toMs } = spanOf(samples);
      const first = Math.floor(fromMs / HOUR_MS);
      const last = Math.floor((toMs - 1) / HOUR_MS);
      if (last - first >= MAX_HOURS) return 'impossible';
      const bands = new Map<number, Band | undefined>();
      for (let hour = first; hour <= last; hour++) {
        const weeks: ArrayLike<number>[] = [];
        for (let week = 1; week <= condition.weeks; week++) {
          const begin = hour * HOUR_MS - week * WEEK_MS;
          weeks.push((await exactly(series, { fromMs: begin, toMs: begin + HOUR_MS }, 60_000))?.values ?? []);
        }
        bands.set(hour, usualBand(condition, weeks));
      }
      return bandFeed(samples.timesMs, bands);
    }
    default:
      return undefined;
  }

  async function exactly(
    { target, metric, labels }: SeriesIdentity,
    span: { fromMs: number; toMs: number },
    stepMs = 0,
  ): Promise<SeriesColumns | undefined> {
    const selector = { metric, targets: [target], labels };
    const found = await store.query({ selector, ...span, stepMs, aggregation: 'last' }, limits);
    const key = seriesKey({ target, metric, labels });
    return found.find((each) => seriesKey(each) === key);
  }
}

function spanOf({ timesMs }: SeriesColumns): { fromMs: number; toMs: number } {
  // A divisor may be a little older than what it divides.
  return { fromMs: timesMs[0] - 60_000, toMs: timesMs[timesMs.length - 1] + 1 };
}

function divisorFeed(timesMs: Float64Array, divisor: SeriesColumns): LateFeed {
  let next = 0;
  return ({ operandAt }, state, index) => {
    for (; next < divisor.timesMs.length && divisor.timesMs[next] <= timesMs[index]; next++) {
      if (Number.isNaN(divisor.values[next])) continue;
      state[operandAt + OPERAND.value] = divisor.values[next];
      state[operandAt + OPERAND.atMs] = divisor.timesMs[next];
    }
  };
}

function bandFeed(timesMs: Float64Array, bands: ReadonlyMap<number, Band | undefined>): LateFeed {
  return ({ operandAt }, state, index) => {
    const hour = Math.floor(timesMs[index] / HOUR_MS);
    const band = bands.get(hour);
    state[operandAt + OPERAND.low] = band?.low ?? 0;
    state[operandAt + OPERAND.high] = band?.high ?? 0;
    state[operandAt + OPERAND.atMs] = band ? hour * HOUR_MS : 0;
    state[operandAt + OPERAND.untilMs] = band ? (hour + 1) * HOUR_MS : 0;
  };
}
