import type { SeriesIdentity } from '#protocol/sample.ts';
import type { FoundSeries } from '../embedded/groups.ts';
import { type Query, type SeriesColumns, StoreUnavailableError } from '../store.ts';
import type { InfluxSeries } from './answer.ts';
import type { RollupPolicy } from './flavour.ts';
import type { QueryDoor } from './influx-door.ts';
import { fieldOf, identifier, keyOfSeries, literal, tagKey, tagName, tagValue } from './tags.ts';

/** Every series of ours has a tag `target`: a server that answers without has not understood the question. */
const NO_TAGS =
  'the server answers a query without the tags of its series, so that nobody can tell what they are; InfluxDB 3 does since 3.1';

/** What to select of each series. */
export interface Selection extends Pick<Query, 'fromMs' | 'toMs'> {
  /** InfluxQL of the value out of the name of the field; two values are divided by each other. */
  value(field: string): string;
  /** The values are multiplied by it. */
  times?: number;
  /** The roll-up to read from; samples when it is left out. */
  policy?: RollupPolicy;
  /** Width of the bins; 0 for none. */
  stepMs: number;
}

/** Where series are read from. */
export interface InfluxSource extends QueryDoor {
  /** How often a target was deleted where that only hides it. */
  lifeOf(target: string): number;
}

/** Fetches a column for each of these series, which are of one metric; what has none is left out. */
export async function fetchColumns(
  source: InfluxSource,
  { fromMs, toMs, value, times = 1, policy, stepMs }: Selection,
  chosen: readonly FoundSeries[],
): Promise<SeriesColumns[]> {
  if (chosen.length === 0 || fromMs >= toMs) return [];
  const { measurement, field } = fieldOf(chosen[0].identity.metric);
  const answers = await source.query(
    `SELECT ${value(field)} FROM ${identifier(measurement)} WHERE ${condition(chosen)}` +
      ` AND time >= ${Math.ceil(fromMs * 1000)}u AND time < ${Math.ceil(toMs * 1000)}u` +
      (stepMs > 0 ? ` GROUP BY time(${stepMs}ms), * fill(none)` : ' GROUP BY *'),
    policy,
  );
  const byKey = new Map(
    chosen.map(({ identity }) => [keyOfSeries(identity, source.lifeOf(identity.target)), identity]),
  );
  return merge(byKey, answers, times);
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
function merge(
  byKey: ReadonlyMap<string, SeriesIdentity>,
  answers: readonly InfluxSeries[],
  times: number,
): SeriesColumns[] {
  const found = new Map<string, { times: number[]; values: number[] }>();
  for (const { tags = {}, values = [] } of answers) {
    if (tags.target === undefined) throw new StoreUnavailableError(NO_TAGS, { code: 'unwell' });
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
      columns.values.push(((value as number) / (divisor as number)) * times);
    }
  }
  return [...found].map(([key, columns]) => {
    const { target, metric, labels } = byKey.get(key) as SeriesIdentity;
    return { target, metric, labels, ...inOrder(columns.times, columns.values) };
  });
}

function inOrder(
  times: readonly number[],
  values: readonly number[],
): Pick<SeriesColumns, 'timesMs' | 'values'> {
  if (isAscending(times)) return { timesMs: Float64Array.from(times), values: Float64Array.from(values) };
  const order = [...times.keys()].sort((a, b) => times[a] - times[b]);
  return {
    timesMs: Float64Array.from(order, (at) => times[at]),
    values: Float64Array.from(order, (at) => values[at]),
  };
}

function isAscending(times: readonly number[]): boolean {
  for (let at = 1; at < times.length; at++) if (times[at] <= times[at - 1]) return false;
  return true;
}
