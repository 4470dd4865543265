import type { FoundSeries } from '../embedded/groups.ts';
import type { SeriesColumns } from '../store.ts';
import { keysOf, type Names } from './names.ts';
import { selectorsOf } from './selector.ts';
import type { VictoriaDoor, VictoriaLabels } from './victoria-http.ts';

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

/** Finds the key of an answer; undefined for what nobody asked for. */
export function keysAskedFor({ names, chosen }: Asked): (labels: VictoriaLabels) => string | undefined {
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
