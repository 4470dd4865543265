import { addSamples, emptyTally, type Tally } from '#collector/store/copy/tally.ts';
import { DEFAULT_QUERY_LIMITS, type Store } from '#collector/store/store.ts';
import { seriesKey } from '#protocol/sample.ts';
import type { Violations } from '../violations.ts';
import { type MadeHistory, seriesDay } from './history.ts';

const DAY_MS = 86_400_000;
const LIMITS = { ...DEFAULT_QUERY_LIMITS, series: 1_000_000, points: 1e9, timeoutMs: 900_000 };

/** What a store can have kept. */
export interface KeptThere {
  unread: boolean;
  /** Of a sum, by how much of all that was added up it may be off. */
  rounding: number;
}

/** Compares every series on every day with what was made: every sample read, and added up in order of time. */
export async function checkSamples(
  name: string,
  store: Store,
  made: MadeHistory,
  todayMs: number,
  kept: KeptThere,
  violations: Violations,
): Promise<number> {
  let samples = 0;
  const seen = new Set<string>();
  for (const { target, metrics } of await targetsOf(store)) {
    for (let dayMs = todayMs - made.days * DAY_MS; dayMs < todayMs; dayMs += DAY_MS) {
      for (const metric of metrics) {
        const query = { selector: { metric, targets: [target] }, fromMs: dayMs, toMs: dayMs + DAY_MS };
        for (const one of await store.query({ ...query, stepMs: 0, aggregation: 'last' }, LIMITS)) {
          const key = seriesDay(seriesKey(one), dayMs);
          const found = emptyTally();
          addSamples(found, one);
          seen.add(key);
          samples += one.values.length;
          compare(name, key, made.tallies.get(key), found, kept, violations);
        }
      }
    }
  }
  for (const key of made.tallies.keys()) {
    if (!seen.has(key)) violations.add(`${name}: a series is missing on a day`, key);
  }
  return samples;
}

function compare(
  name: string,
  key: string,
  made: Tally | undefined,
  found: Tally,
  kept: KeptThere,
  violations: Violations,
): void {
  if (!made) {
    violations.add(`${name}: a series that nobody made`, key);
    return;
  }
  const { count, sum, unread, size } = made;
  const isSum = found.sum === sum || Math.abs(found.sum - sum) <= size * kept.rounding;
  if (found.count !== count || !isSum || (kept.unread && found.unread !== unread)) {
    violations.add(
      `${name}: another count or sum`,
      `${key}: made ${count} ${sum} ${unread}, found ${found.count} ${found.sum} ${found.unread}`,
    );
  }
}

/** The server's own counts and sums, day by day, of which it adds up the last bits as it likes. */
export async function checkServerSums(
  name: string,
  store: Store,
  made: MadeHistory,
  todayMs: number,
  violations: Violations,
): Promise<void> {
  const span = { fromMs: todayMs - made.days * DAY_MS, toMs: todayMs, stepMs: DAY_MS, onlySamples: true };
  for (const aggregation of ['count', 'sum'] as const) {
    let seen = 0;
    for (const metric of new Set((await targetsOf(store)).flatMap(({ metrics }) => metrics))) {
      for (const one of await store.query({ selector: { metric }, ...span, aggregation }, LIMITS)) {
        for (const [at, dayMs] of one.timesMs.entries()) {
          const key = seriesDay(seriesKey(one), dayMs);
          const tally = made.tallies.get(key);
          const wanted = tally?.[aggregation] ?? Number.NaN;
          seen++;
          if (!(Math.abs(one.values[at] - wanted) <= (tally?.size ?? 0) * 1e-9))
            violations.add(
              `${name}: another ${aggregation}`,
              `${key}: made ${wanted}, found ${one.values[at]}`,
            );
        }
      }
    }
    if (seen !== made.tallies.size)
      violations.add(`${name}: series days`, `made ${made.tallies.size}, found ${seen}`);
  }
}

async function targetsOf(store: Store): Promise<{ target: string; metrics: string[] }[]> {
  const byTarget = Map.groupBy(await store.series({}, LIMITS.series), ({ target }) => target);
  return [...byTarget].map(([target, own]) => ({
    target,
    metrics: [...new Set(own.map(({ metric }) => metric))],
  }));
}
