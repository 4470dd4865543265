import type { SeriesColumns } from '../store.ts';
import { fetchFold } from './fold.ts';
import { type Asked, columnsOf, type Points, type Span } from './select.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** No server takes samples further ahead. */
const AHEAD_MS = 2 * DAY + MINUTE;
/** How far back is looked: most are found at once, and only for the others further. */
const REACHES_MS = [15 * MINUTE, DAY, 30 * DAY, Number.POSITIVE_INFINITY];

/** The newest sample of each series. */
export async function latestVictoria(asked: Asked, nowMs: number): Promise<SeriesColumns[]> {
  const found = new Map<string, Points>();
  let { chosen } = asked;
  let toMs = Math.floor(nowMs) + AHEAD_MS;
  for (const reachMs of REACHES_MS) {
    if (chosen.length === 0) break;
    const fromMs = Math.max(0, Math.floor(nowMs) - reachMs);
    await look({ ...asked, chosen }, { fromMs, toMs }, found);
    chosen = chosen.filter(({ identity }) => !found.has(asked.names.keyOf(identity)));
    toMs = fromMs;
  }
  return columnsOf(asked, found);
}

async function look(asked: Asked, span: Span, found: Map<string, Points>): Promise<void> {
  const [values, times] = await Promise.all([
    fetchFold(asked, span, 0, 'last'),
    fetchFold(asked, span, 0, 'lastTime'),
  ]);
  for (const [key, own] of values) {
    const time = times.get(key);
    if (time) found.set(key, { times: [Math.round(time.values[0] * 1000)], values: own.values });
  }
}
