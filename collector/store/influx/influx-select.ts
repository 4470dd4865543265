import type { FoundSeries } from '../embedded/groups.ts';
import type { Query, SeriesColumns } from '../store.ts';
import type { InfluxDoor, InfluxSeries } from './influx-http.ts';
import { fieldOf, identifier, keyOfSeries, literal, tagKey, tagName, tagValue } from './tags.ts';

/** What to select of each series. */
export interface Selection extends Pick<Query, 'fromMs' | 'toMs'> {
  /** InfluxQL of the value out of the name of the field; two values are divided by each other. */
  value(field: string): string;
  /** Retention policy to read from; the database's own when it is left out. */
  policy?: string;
  /** Width of the bins; 0 for none. */
  stepMs: number;
}

/** Fetches a column for each of these series, which are of one metric; what has none is left out. */
export async function fetchColumns(
  http: InfluxDoor,
  { fromMs, toMs, value, policy, stepMs }: Selection,
  chosen: readonly FoundSeries[],
): Promise<SeriesColumns[]> {
  if (chosen.length === 0 || fromMs >= toMs) return [];
  const { measurement, field } = fieldOf(chosen[0].identity.metric);
  const from = policy ? `${identifier(policy)}.${identifier(measurement)}` : identifier(measurement);
  const answers = await http.query(
    `SELECT ${value(field)} FROM ${from} WHERE ${condition(chosen)}` +
      ` AND time >= ${Math.ceil(fromMs * 1000)}u AND time < ${Math.ceil(toMs * 1000)}u` +
      (stepMs > 0 ? ` GROUP BY time(${stepMs}ms), * fill(none)` : ' GROUP BY *'),
  );
  return merge(chosen, answers);
}

/** Restricts to the targets, and to labels where all series have one in common; what more comes is left out. */
function condition(chosen: readonly FoundSeries[]): string {
  const targets = new Set(chosen.map(({ identity }) => tagValue(identity.target)));
  const parts = [...targets].map((target) => `"target" = ${literal(target)}`);
  const clauses = [`(${parts.join(' OR ')})`];
  for (const [name, text] of Object.entries(chosen[0].identity.labels)) {
    if (tagValue(text) === '' || chosen.some(({ identity }) => identity.labels[name] !== text)) continue;
    clauses.push(`${identifier(tagName(name))} = ${literal(tagValue(text))}`);
  }
  return clauses.join(' AND ');
}

/** A series whose host was renamed is several over there; they are one here. */
function merge(chosen: readonly FoundSeries[], answers: readonly InfluxSeries[]): SeriesColumns[] {
  const byKey = new Map(chosen.map(({ identity }) => [keyOfSeries(identity), identity]));
  const found = new Map<string, { times: number[]; values: number[] }>();
  for (const { tags = {}, values = [] } of answers) {
    const entries = Object.entries(tags);
    const key = [tagKey(entries, true), tagKey(entries, false)].find((one) => byKey.has(one));
    if (key === undefined) continue;
    let columns = found.get(key);
    if (!columns) {
      columns = { times: [], values: [] };
      found.set(key, columns);
    }
    for (const [time, value, divisor = 1] of values) {
      if (value === null || divisor === null) continue;
      columns.times.push((time as number) / 1000);
      columns.values.push((value as number) / (divisor as number));
    }
  }
  return [...found].map(([key, { times, values }]) => {
    const { target, metric, labels } = byKey.get(key) as SeriesColumns;
    const identity = { target, metric, labels };
    if (isAscending(times))
      return { ...identity, timesMs: Float64Array.from(times), values: Float64Array.from(values) };
    const order = [...times.keys()].sort((a, b) => times[a] - times[b]);
    return {
      ...identity,
      timesMs: Float64Array.from(order, (at) => times[at]),
      values: Float64Array.from(order, (at) => values[at]),
    };
  });
}

function isAscending(times: readonly number[]): boolean {
  for (let at = 1; at < times.length; at++) if (times[at] <= times[at - 1]) return false;
  return true;
}
