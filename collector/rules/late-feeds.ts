/*
 * What a series is compared with, for a time that is over: the divisors of a ratio and the bands of a deviation, from the
 * store. Medians and counts of a group are not among it: they are gathered from what was known in that moment.
 */
import type { QueryLimits, SeriesColumns, Store } from '#collector/store/store.ts';
import { divisorOf } from '#judging/divisor.ts';
import { bandFeed, type MakeFeed, newestFeed } from '#judging/history.ts';
import { HOUR_MS, hourOf, usualBands } from '#judging/usual-band.ts';
import type { Rule } from '#protocol/rule.ts';
import { type SeriesIdentity, seriesKey } from '#protocol/sample.ts';

/** A gap that is longer is not compared with past weeks: each hour asks the store once for each week. */
const MAX_HOURS = 48;
/** Series of the divisor's metric that one target may have. */
const MAX_DIVISORS = 1_000;
/** A divisor may be a little older than what it divides. */
const DIVISOR_LEAD_MS = 60_000;
/** Of each hour of the past one value a minute is looked at. */
const STEP_MS = 60_000;

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
): Promise<MakeFeed | undefined | 'impossible'> {
  const fromMs = samples.timesMs[0];
  const toMs = samples.timesMs[samples.timesMs.length - 1] + 1;
  switch (condition.kind) {
    case 'absent':
    case 'count':
    case 'group_median':
      return 'impossible';
    case 'ratio': {
      const { target } = series;
      const known = await store.series({ metric: condition.to, targets: [target] }, MAX_DIVISORS);
      const divisor = divisorOf(condition, series.labels, known);
      const found = divisor && (await exactly(divisor, fromMs - DIVISOR_LEAD_MS, toMs));
      return found ? newestFeed(samples, found) : 'impossible';
    }
    case 'deviation': {
      if (toMs - hourOf(fromMs) > MAX_HOURS * HOUR_MS) return 'impossible';
      const bands = await usualBands(condition, { fromMs, toMs }, async (hourMs) => {
        return (await exactly(series, hourMs, hourMs + HOUR_MS, STEP_MS))?.values ?? [];
      });
      return bandFeed(samples, bands);
    }
    default:
      return undefined;
  }

  async function exactly(
    { target, metric, labels }: SeriesIdentity,
    fromMs: number,
    toMs: number,
    stepMs = 0,
  ): Promise<SeriesColumns | undefined> {
    const selector = { metric, targets: [target], labels };
    const found = await store.query({ selector, fromMs, toMs, stepMs, aggregation: 'last' }, limits);
    const key = seriesKey({ target, metric, labels });
    return found.find((each) => seriesKey(each) === key);
  }
}
