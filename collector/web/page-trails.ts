import type { Query, QueryLimits, SeriesColumns } from '#collector/store/store.ts';
import { targetBook } from '#collector/target-book.ts';

/** Response times of the last day, evenly in time; null where nothing was read. */
export interface Trail {
  fromMs: number;
  stepMs: number;
  values: (number | null)[];
}

const DAY_MS = 86_400_000;
const STEP_MS = 30 * 60_000;
const POINTS = DAY_MS / STEP_MS;
const FRESH_MS = 5 * 60_000;
const AT_ONCE = 200;

export interface TrailOptions {
  query(query: Query, limits: QueryLimits): Promise<SeriesColumns[]>;
  limits: QueryLimits;
  nowMs(): number;
}

/** How fast pages answered over the last day. */
export function pageTrails({ query, limits, nowMs }: TrailOptions) {
  return targetBook<Trail>({
    freshMs: FRESH_MS,
    atOnce: AT_ONCE,
    nowMs,
    async ask(targets, atMs) {
      const fromMs = Math.floor(atMs / STEP_MS) * STEP_MS - DAY_MS + STEP_MS;
      const selector = { metric: 'http_response.response_time', targets };
      const found = await query(
        { selector, fromMs, toMs: atMs + 1, stepMs: STEP_MS, aggregation: 'avg' },
        limits,
      );
      return new Map(found.map((series) => [series.target, trailOf(series, fromMs)]));
    },
  });
}

/** Bins without samples are left out by the store, and are gaps here. */
export function trailOf({ timesMs, values }: SeriesColumns, fromMs: number): Trail {
  const trail: (number | null)[] = Array(POINTS).fill(null);
  for (let at = 0; at < timesMs.length; at++) {
    const place = Math.round(((timesMs[at] as number) - fromMs) / STEP_MS);
    const value = values[at] as number;
    if (place >= 0 && place < POINTS && !Number.isNaN(value)) trail[place] = value;
  }
  return { fromMs, stepMs: STEP_MS, values: trail };
}
