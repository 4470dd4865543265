import type { FoundSeries } from '../embedded/groups.ts';
import type { Aggregation, SeriesColumns } from '../store.ts';
import { keysOf, type Names } from './names.ts';
import { selectorsOf } from './selector.ts';
import type { VictoriaDoor, VictoriaLabels } from './victoria-http.ts';

/** What a bin of samples can be folded into over there. */
export type Fold = Exclude<Aggregation, 'rate'> | 'first' | 'firstTime' | 'lastTime' | 'falls';

const FUNCTIONS: Record<Fold, string> = {
  avg: 'avg_over_time',
  min: 'min_over_time',
  max: 'max_over_time',
  last: 'last_over_time',
  sum: 'sum_over_time',
  count: 'count_over_time',
  first: 'first_over_time',
  firstTime: 'tfirst_over_time',
  lastTime: 'tlast_over_time',
  falls: 'decreases_over_time',
};

/** Columns of an answer, while they are put together. */
export interface Points {
  times: number[];
  values: number[];
}

/** A span of whole milliseconds, its end excluded. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** Who is asked for what. */
export interface Asked {
  door: VictoriaDoor;
  names: Names;
  chosen: readonly FoundSeries[];
}

/** The server gives at most 30,000 points a series. */
const BINS = 10_000;
/**
 * A server leaves out, or makes up, the last 30 s of what it is asked for in steps of less than a minute. Asked for
 * a time long ago with an offset into the present it does not; it takes no samples further ahead than two days.
 */
const SHIFT_MS = 3 * 86_400_000;

/** Samples as they are, each time once, by the key of their series. */
export async function fetchSamples(asked: Asked, { fromMs, toMs }: Span): Promise<Map<string, Points>> {
  const found = new Map<string, Points>();
  if (fromMs >= toMs || asked.chosen.length === 0) return found;
  const keyOf = keysAskedFor(asked);
  const answers = await Promise.all(
    selectorsOf(asked.chosen).map((selector) => asked.door.exportSeries(selector, fromMs, toMs - 1)),
  );
  for (const { metric, timestamps, values } of answers.flat()) {
    const points = pointsOf(found, keyOf(metric));
    if (!points) continue;
    for (const [at, time] of timestamps.entries()) {
      const value = values[at];
      if (value === null) continue;
      points.times.push(time);
      points.values.push(value);
    }
  }
  for (const points of found.values()) sortPoints(points);
  return found;
}

/**
 * Each bin folded into one value, at its beginning. The bins are aligned to multiples of the step, the first and the
 * last one cut off by the span; a step of 0 makes one bin of all.
 */
export async function fetchFold(
  asked: Asked,
  { fromMs, toMs }: Span,
  stepMs: number,
  fold: Fold,
): Promise<Map<string, Points>> {
  const found = new Map<string, Points>();
  if (fromMs >= toMs || asked.chosen.length === 0) return found;
  const keyOf = keysAskedFor(asked);
  const selectors = selectorsOf(asked.chosen);
  for (const run of runsOf(fromMs, toMs, stepMs)) {
    const shiftMs = run.fromMs > 2 * SHIFT_MS ? SHIFT_MS : 0;
    const firstMs = run.fromMs + run.widthMs - 1 - shiftMs;
    const lastMs = firstMs + (run.bins - 1) * run.widthMs;
    const window = `[${run.widthMs}ms]${shiftMs > 0 ? ` offset -${shiftMs}ms` : ''}`;
    const answers = await Promise.all(
      selectors.map((selector) =>
        asked.door.range(`${FUNCTIONS[fold]}(${selector}${window})`, firstMs, lastMs, run.widthMs),
      ),
    );
    for (const { metric, values } of answers.flat()) {
      const points = pointsOf(found, keyOf(metric));
      if (!points) continue;
      for (const [seconds, text] of values) {
        const at = Math.round((Math.round(seconds * 1000) - firstMs) / run.widthMs);
        points.times.push(run.startMs + at * run.widthMs);
        points.values.push(Number(text));
      }
    }
  }
  for (const points of found.values()) joinBins(points, fold);
  return found;
}

/** Bins of one width that can be asked for at once; `startMs` is what the first of them is named by. */
interface Run {
  startMs: number;
  fromMs: number;
  widthMs: number;
  bins: number;
}

function runsOf(fromMs: number, toMs: number, stepMs: number): Run[] {
  if (stepMs === 0) return [{ startMs: fromMs, fromMs, widthMs: toMs - fromMs, bins: 1 }];
  const runs: Run[] = [];
  const cut = (startMs: number, from: number, to: number) =>
    runs.push({ startMs, fromMs: from, widthMs: to - from, bins: 1 });
  const firstMs = Math.floor(fromMs / stepMs) * stepMs;
  let at = firstMs;
  if (fromMs > firstMs || toMs < firstMs + stepMs) {
    cut(firstMs, fromMs, Math.min(toMs, firstMs + stepMs));
    at += stepMs;
  }
  while (at + stepMs <= toMs) {
    const bins = Math.min(BINS, Math.floor((toMs - at) / stepMs));
    runs.push({ startMs: at, fromMs: at, widthMs: stepMs, bins });
    at += bins * stepMs;
  }
  if (at < toMs) cut(at, at, toMs);
  return runs;
}

/** Finds the key of an answer; undefined for what nobody asked for. */
function keysAskedFor({ names, chosen }: Asked): (labels: VictoriaLabels) => string | undefined {
  const wanted = new Set(chosen.map(({ identity }) => names.keyOf(identity)));
  return (labels) => keysOf(labels).find((key) => wanted.has(key));
}

function pointsOf(found: Map<string, Points>, key: string | undefined): Points | undefined {
  if (key === undefined) return undefined;
  let points = found.get(key);
  if (!points) {
    points = { times: [], values: [] };
    found.set(key, points);
  }
  return points;
}

/** A series whose host was renamed is several over there; what was written twice comes twice. */
function sortPoints(points: Points): void {
  if (isAscending(points.times)) return;
  const { times, values } = points;
  const order = [...times.keys()].sort((a, b) => times[a] - times[b] || a - b);
  // Of two samples at one time the later of the answer stands.
  const kept = order.filter((at, place) => times[order[place + 1]] !== times[at]);
  points.times = kept.map((at) => times[at]);
  points.values = kept.map((at) => values[at]);
}

/** Two parts of one bin, before and after the host was renamed, become one. */
function joinBins(points: Points, fold: Fold): void {
  const { times, values } = points;
  if (isAscending(times)) return;
  const joined = new Map<number, number>();
  for (const [at, time] of times.entries()) {
    const other = joined.get(time);
    joined.set(time, other === undefined ? values[at] : join(fold, other, values[at]));
  }
  points.times = [...joined.keys()].sort((a, b) => a - b);
  points.values = points.times.map((time) => joined.get(time) as number);
}

function join(fold: Fold, one: number, other: number): number {
  if (fold === 'sum' || fold === 'count' || fold === 'falls') return one + other;
  if (fold === 'min' || fold === 'firstTime') return Math.min(one, other);
  if (fold === 'max' || fold === 'lastTime') return Math.max(one, other);
  return other;
}

function isAscending(times: readonly number[]): boolean {
  for (let at = 1; at < times.length; at++) if (times[at] <= times[at - 1]) return false;
  return true;
}

/** The columns of each series that has some. */
export function columnsOf({ names, chosen }: Asked, found: Map<string, Points>): SeriesColumns[] {
  return chosen.flatMap(({ identity }) => {
    const points = found.get(names.keyOf(identity));
    if (!points || points.times.length === 0) return [];
    const { target, metric, labels } = identity;
    const timesMs = Float64Array.from(points.times);
    return [{ target, metric, labels, timesMs, values: Float64Array.from(points.values) }];
  });
}
