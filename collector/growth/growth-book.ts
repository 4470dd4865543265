import type { Query, QueryLimits, SeriesColumns } from '#collector/store/store.ts';
import { type TargetBook, targetBook } from '#collector/target-book.ts';
import { breathe, startSlice } from '#collector/threads/breathe.ts';
import type { Labels } from '#protocol/sample.ts';
import { type Growth, growthOf } from './growth.ts';

/** How one series of a target has grown, and its newest bin. */
export interface GrownSeries {
  labels: Labels;
  growth: Growth;
  lastMs: number;
  lastBytes: number;
}

const HOUR_MS = 3_600_000;
/** How far back is looked. */
const HISTORY_MS = 14 * 24 * HOUR_MS;
/** Four points a day show how it grows; a tenth of a million disks would be thirty million of every hour. */
const STEP_MS = 6 * HOUR_MS;
const FRESH_MS = 30 * 60_000;
const AT_ONCE = 100;

export interface GrowthBookOptions {
  query(query: Query, limits: QueryLimits): Promise<SeriesColumns[]>;
  limits: QueryLimits;
  nowMs(): number;
}

/** How the series of a metric that holds bytes have grown, by target. */
export function growthBook(
  metric: string,
  { query, limits, nowMs }: GrowthBookOptions,
): TargetBook<GrownSeries[]> {
  return targetBook<GrownSeries[]>({
    freshMs: FRESH_MS,
    atOnce: AT_ONCE,
    nowMs,
    async ask(targets, atMs) {
      const toMs = atMs + 1;
      const fromMs = Math.floor((toMs - HISTORY_MS) / STEP_MS) * STEP_MS;
      const span = { fromMs, toMs, stepMs: STEP_MS, aggregation: 'avg' as const };
      const found = await query({ selector: { metric, targets }, ...span }, limits);
      const byTarget = new Map<string, GrownSeries[]>();
      let isLong = startSlice();
      for (const series of found) {
        if (isLong()) {
          await breathe();
          isLong = startSlice();
        }
        const grown = grownOf(series);
        if (!grown) continue;
        const known = byTarget.get(series.target);
        if (known) known.push(grown);
        else byTarget.set(series.target, [grown]);
      }
      return byTarget;
    },
  });
}

function grownOf({ labels, timesMs, values }: SeriesColumns): GrownSeries | undefined {
  let last = values.length - 1;
  while (last >= 0 && Number.isNaN(values[last])) last--;
  if (last < 0) return undefined;
  return {
    labels,
    growth: growthOf(timesMs, values),
    lastMs: timesMs[last] as number,
    lastBytes: values[last] as number,
  };
}
