import type { Aggregation } from '../store.ts';
import { type Asked, keysAskedFor, type Points, type Span } from './select.ts';
import { selectorsOf } from './selector.ts';

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

/** A column over there. */
interface Part extends Points {
  host: string;
}

const add = (one: number, other: number) => one + other;
const JOINS: Record<Exclude<Fold, 'avg' | 'first' | 'last'>, (one: number, other: number) => number> = {
  sum: add,
  count: add,
  falls: add,
  min: Math.min,
  max: Math.max,
  firstTime: Math.min,
  lastTime: Math.max,
};

const MINUTE = 60_000;
/** A window that reaches back to 1970 finds nothing at all. */
const EARLIEST_MS = 30 * 86_400_000;
/** The server gives at most 30,000 points a series. */
const BINS = 10_000;
/**
 * A server leaves out, or makes up, the last 30 s of what it is asked for in steps of less than a minute. Asked for
 * a time long ago with an offset into the present it does not; it takes no samples further ahead than two days.
 */
const SHIFT_MS = 3 * 86_400_000;

/**
 * Each bin folded into one value, at its beginning. The bins are aligned to multiples of the step, the first and the
 * last one cut off by the span; a step of 0 makes one bin of all.
 */
export async function fetchFold(
  asked: Asked,
  span: Span,
  stepMs: number,
  fold: Fold,
): Promise<Map<string, Points>> {
  const parts = await fetchParts(asked, span, stepMs, fold);
  const split = asked.chosen.filter(({ identity }) => isSplit(parts.get(asked.names.keyOf(identity))));
  const found = new Map<string, Points>([...parts].map(([key, [own]]) => [key, own]));
  if (split.length === 0) return found;
  const joined = await fetchSplit({ ...asked, chosen: split }, span, stepMs, fold);
  for (const [key, points] of joined) found.set(key, points);
  return found;
}

/** Each column over there by the key of its series; whose host was renamed has several. */
async function fetchParts(
  asked: Asked,
  span: Span,
  stepMs: number,
  fold: Fold,
): Promise<Map<string, Part[]>> {
  const found = new Map<string, Part[]>();
  if (asked.chosen.length === 0) return found;
  const keyOf = keysAskedFor(asked);
  const selectors = selectorsOf(asked.chosen);
  for (const run of runsOf(span, stepMs)) {
    const shiftMs = run.fromMs > 2 * SHIFT_MS ? SHIFT_MS : 0;
    const firstMs = run.fromMs + run.widthMs - 1 - shiftMs;
    const lastMs = firstMs + (run.bins - 1) * run.widthMs;
    const window = `[${run.widthMs}ms]${shiftMs > 0 ? ` offset -${shiftMs}ms` : ''}`;
    const stride = run.bins > 1 ? run.widthMs : MINUTE;
    const answers = await Promise.all(
      selectors.map((selector) =>
        asked.door.range(`${FUNCTIONS[fold]}(${selector}${window})`, firstMs, lastMs, stride),
      ),
    );
    for (const { metric, values } of answers.flat()) {
      const key = keyOf(metric);
      if (key === undefined) continue;
      const part = partOf(found, key, metric.host ?? '');
      for (const [seconds, text] of values) {
        const at = Math.round((Math.round(seconds * 1000) - firstMs) / run.widthMs);
        part.times.push(run.startMs + at * run.widthMs);
        part.values.push(Number(text));
      }
    }
  }
  return found;
}

/** Several columns of one series become one. */
async function fetchSplit(
  asked: Asked,
  span: Span,
  stepMs: number,
  fold: Fold,
): Promise<Map<string, Points>> {
  const fetch = (one: Fold) => fetchParts(asked, span, stepMs, one);
  if (fold === 'avg') {
    const [sums, counts] = await Promise.all([fetch('sum'), fetch('count')]);
    return mapParts(sums, (key, parts) => {
      const count = joinParts(counts.get(key) ?? [], add);
      const sum = joinParts(parts, add);
      return { times: sum.times, values: sum.values.map((value, at) => value / count.values[at]) };
    });
  }
  const parts = await fetch(fold);
  if (fold !== 'last' && fold !== 'first') return mapParts(parts, (_key, own) => joinParts(own, JOINS[fold]));
  const times = await fetch(fold === 'last' ? 'lastTime' : 'firstTime');
  const isBefore = (one: number, other: number) => (fold === 'last' ? one > other : one < other);
  return mapParts(parts, (key, own) => outermost(own, times.get(key) ?? [], isBefore));
}

/** Of each bin the value of the part whose time is furthest out. */
function outermost(
  parts: readonly Part[],
  times: readonly Part[],
  isFurther: (one: number, other: number) => boolean,
): Points {
  const chosen = new Map<number, { value: number; time: number }>();
  for (const { host, times: bins, values } of parts) {
    const own = times.find((part) => part.host === host);
    for (const [at, bin] of bins.entries()) {
      const time = own?.values[at] ?? 0;
      const other = chosen.get(bin);
      if (!other || isFurther(time, other.time)) chosen.set(bin, { value: values[at], time });
    }
  }
  const bins = [...chosen.keys()].sort((a, b) => a - b);
  return { times: bins, values: bins.map((bin) => chosen.get(bin)?.value ?? Number.NaN) };
}

function joinParts(parts: readonly Part[], join: (one: number, other: number) => number): Points {
  const joined = new Map<number, number>();
  for (const { times, values } of parts) {
    for (const [at, time] of times.entries()) {
      const other = joined.get(time);
      joined.set(time, other === undefined ? values[at] : join(other, values[at]));
    }
  }
  const times = [...joined.keys()].sort((a, b) => a - b);
  return { times, values: times.map((time) => joined.get(time) ?? Number.NaN) };
}

function mapParts(
  parts: Map<string, Part[]>,
  join: (key: string, parts: readonly Part[]) => Points,
): Map<string, Points> {
  return new Map([...parts].map(([key, own]) => [key, join(key, own)]));
}

function isSplit(parts: readonly Part[] | undefined): boolean {
  return parts !== undefined && parts.length > 1;
}

function partOf(found: Map<string, Part[]>, key: string, host: string): Part {
  let parts = found.get(key);
  if (!parts) {
    parts = [];
    found.set(key, parts);
  }
  let part = parts.find((one) => one.host === host);
  if (!part) {
    part = { host, times: [], values: [] };
    parts.push(part);
  }
  return part;
}

/** Bins of one width that can be asked for at once; `startMs` is what the first of them is named by. */
interface Run {
  startMs: number;
  fromMs: number;
  widthMs: number;
  bins: number;
}

function runsOf(span: Span, stepMs: number): Run[] {
  const { toMs } = span;
  const fromMs = Math.max(span.fromMs, EARLIEST_MS);
  if (fromMs >= toMs) return [];
  if (stepMs === 0) return [{ startMs: span.fromMs, fromMs, widthMs: toMs - fromMs, bins: 1 }];
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
