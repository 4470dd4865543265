import { LatestReader } from '#collector/series/latest.ts';
import { columnSharing } from '#collector/series/share-columns.ts';
import type { LiveSelection, LiveSeries } from '#protocol/live.ts';
import { seriesKey } from '#protocol/sample.ts';
import type { Schema } from '#protocol/schema.ts';

/** A schema as the live side knows it. */
export interface LiveSchema {
  index: number;
  schema: Schema;
  reader: LatestReader;
  /** Scratch for one consistent row: time, then the columns. */
  row: Float64Array;
}

/** What shows that a target lives, and by which values. */
const SIGNS: readonly (readonly [metric: string, isAnswer: (value: number) => boolean])[] = [
  ['agent.uptime_seconds', (value) => !Number.isNaN(value)],
  ['probe.success', (value) => value === 1],
];

/** The part of one schema that a selection watches. */
export interface WatchedColumns {
  source: LiveSchema;
  /** Indexes of columns. */
  columns: Uint32Array;
  /** Number of each column's series, as browsers know it. */
  numbers: Uint32Array;
}

/**
 * Every schema that sends, found by metric, with a number for each series that somebody watches. Numbers are given
 * on first sight, so that 200,000 series nobody looks at cost no keys.
 */
export class LiveCatalog {
  readonly #schemas: (LiveSchema | undefined)[] = [];
  readonly #byMetric = new Map<string, Set<LiveSchema>>();
  readonly #numbers = new Map<string, number>();
  readonly #share = columnSharing();

  add(index: number, announced: Schema, latest: SharedArrayBuffer): LiveSchema {
    const known = this.#schemas[index];
    if (known) return known;
    const schema = this.#share(announced);
    const added: LiveSchema = {
      index,
      schema,
      reader: new LatestReader(latest),
      row: new Float64Array(1 + schema.columns.length),
    };
    this.#schemas[index] = added;
    for (const column of schema.columns) {
      const sources = this.#byMetric.get(column.metric);
      if (sources) sources.add(added);
      else this.#byMetric.set(column.metric, new Set([added]));
    }
    return added;
  }

  /** The schema at `index`; undefined before it was announced. */
  at(index: number): LiveSchema | undefined {
    return this.#schemas[index];
  }

  /** Every schema, as it was announced. */
  *all(): Iterable<Schema> {
    for (const known of this.#schemas) if (known) yield known.schema;
  }

  /** Schemas that hold at least one of the metrics. */
  schemasOf(metrics: readonly string[]): Set<LiveSchema> {
    const found = new Set<LiveSchema>();
    for (const metric of metrics) {
      for (const source of this.#byMetric.get(metric) ?? []) found.add(source);
    }
    return found;
  }

  /** The columns of `source` that the selection watches, or undefined when there are none. */
  watch(source: LiveSchema, select: LiveSelection): WatchedColumns | undefined {
    const { schema } = source;
    if (select.targets && !select.targets.includes(schema.target)) return undefined;
    const columns: number[] = [];
    const wanted = Object.entries(select.labels ?? {});
    for (const [column, { metric, labels }] of schema.columns.entries()) {
      if (!select.metrics.includes(metric)) continue;
      if (wanted.every(([name, value]) => labels[name] === value)) columns.push(column);
    }
    if (columns.length === 0) return undefined;
    const numbers = columns.map((column) => this.#number(schema, column));
    return { source, columns: Uint32Array.from(columns), numbers: Uint32Array.from(numbers) };
  }

  /** The newest values of a metric on these targets; a series that two schemas carry appears once. */
  newest(metric: string, targets: ReadonlySet<string>): NewestValue[] {
    const found = new Map<string, NewestValue>();
    for (const { schema, reader, row } of this.#byMetric.get(metric) ?? []) {
      const { target, columns } = schema;
      if (!targets.has(target) || !reader.read(row)) continue;
      const timeMs = row[0] as number;
      for (const [column, { metric: name, labels }] of columns.entries()) {
        const value = row[1 + column] as number;
        if (name !== metric || Number.isNaN(value)) continue;
        const key = seriesKey({ target, metric, labels });
        if ((found.get(key)?.timeMs ?? 0) < timeMs) found.set(key, { target, labels, timeMs, value });
      }
    }
    return [...found.values()];
  }

  /**
   * When each target was last heard of: by its agent, or by an answer to a probe. Cheap: nothing is made but the map.
   */
  heard(): Map<string, number> {
    const found = new Map<string, number>();
    for (const [metric, isAnswer] of SIGNS) {
      for (const { schema, reader, row } of this.#byMetric.get(metric) ?? []) {
        const { target, columns } = schema;
        if (!reader.read(row)) continue;
        const timeMs = row[0] as number;
        if (!(timeMs > (found.get(target) ?? Number.NEGATIVE_INFINITY))) continue;
        if (columns.some((column, at) => column.metric === metric && isAnswer(row[1 + at] as number)))
          found.set(target, timeMs);
      }
    }
    return found;
  }

  #number(schema: Schema, column: number): number {
    const { metric, labels } = schema.columns[column];
    const key = seriesKey({ target: schema.target, metric, labels });
    let number = this.#numbers.get(key);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(key, number);
    }
    return number;
  }
}

/** The newest value of a series. */
export interface NewestValue {
  target: string;
  labels: Readonly<Record<string, string>>;
  timeMs: number;
  value: number;
}

/** Names, units and newest values of what is watched; a series that two schemas carry appears once, with its newest. */
export function describeSeries(watched: readonly WatchedColumns[]): LiveSeries[] {
  const found = new Map<number, LiveSeries>();
  for (const { source, columns, numbers } of watched) {
    const { schema, row } = source;
    const read = source.reader.read(row) && !Number.isNaN(row[0]);
    for (let at = 0; at < columns.length; at++) {
      const timeMs = read ? row[0] : null;
      const known = found.get(numbers[at]);
      if (known && (known.timeMs ?? 0) >= (timeMs ?? 0)) continue;
      const { metric, labels, kind, unit, limits } = schema.columns[columns[at]];
      const value = read ? row[1 + columns[at]] : Number.NaN;
      found.set(numbers[at], {
        number: numbers[at],
        target: schema.target,
        metric,
        labels,
        kind,
        unit,
        ...(limits && { limits }),
        intervalMs: schema.intervalMs,
        timeMs,
        value: Number.isNaN(value) ? null : value,
      });
    }
  }
  return [...found.values()];
}
