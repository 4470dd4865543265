import { type Schema, schemaIdentity } from '#protocol/schema.ts';
import type { Rows, SeriesDescription } from '../store.ts';
import type { Samples } from './tally.ts';

/** A series with samples of one span. */
export interface ReadSeries extends Samples {
  key: string;
  description: SeriesDescription;
}

/** Schemas of several columns that one target may get; beyond it each series has one of its own. */
const SHARED_SCHEMAS = 64;

/**
 * Puts series together to rows. Those of a target that have the same interval and the same times share a schema, as they
 * did when they were measured, so that a store that keeps times once a schema does so again. Equal sets of series give
 * equal schemas on every day.
 */
export class RowShaper {
  /** Schemas of several columns by target. */
  readonly #shared = new Map<string, Set<string>>();

  /** Rows of samples. */
  shape(series: readonly ReadSeries[]): Rows[] {
    return this.group(series).map(({ own, ...schema }) => weave(schema, own));
  }

  /** Series that become the columns of one schema, in its order. */
  group<Series extends ReadSeries>(series: readonly Series[]): (ShapedSchema & { own: Series[] })[] {
    return [...Map.groupBy(series, ({ description }) => description.target)].flatMap(([target, ofTarget]) =>
      groupByTimes(ofTarget).flatMap((together) => this.#schemasOf(target, together)),
    );
  }

  #schemasOf<Series extends ReadSeries>(
    target: string,
    together: Series[],
  ): (ShapedSchema & { own: Series[] })[] {
    together.sort((a, b) => (a.key < b.key ? -1 : 1));
    const shaped = { ...schemaOf(target, together), own: together };
    if (together.length === 1) return [shaped];
    let known = this.#shared.get(target);
    if (!known) {
      known = new Set();
      this.#shared.set(target, known);
    }
    if (!known.has(shaped.schemaId)) {
      if (known.size >= SHARED_SCHEMAS)
        return together.map((one) => ({ ...schemaOf(target, [one]), own: [one] }));
      known.add(shaped.schemaId);
    }
    return [shaped];
  }
}

interface ShapedSchema {
  schemaId: string;
  schema: Schema;
}

function groupByTimes<Series extends ReadSeries>(series: readonly Series[]): Series[][] {
  const groups = new Map<string, Series[][]>();
  for (const one of series) {
    const { timesMs, description } = one;
    if (timesMs.length === 0) continue;
    const key = `${description.intervalMs} ${timesMs.length} ${timesMs[0]} ${timesMs[timesMs.length - 1]}`;
    const alike = groups.get(key);
    const same = alike?.find(([first]) => areEqual(first.timesMs, timesMs));
    if (same) same.push(one);
    else if (alike) alike.push([one]);
    else groups.set(key, [[one]]);
  }
  return [...groups.values()].flat();
}

function areEqual(a: Float64Array, b: Float64Array): boolean {
  for (let at = 0; at < a.length; at++) if (a[at] !== b[at]) return false;
  return true;
}

function schemaOf(target: string, series: readonly ReadSeries[]): ShapedSchema {
  const [{ description }] = series;
  const schema: Schema = {
    probe: 'copy',
    target,
    intervalMs: description.intervalMs,
    columns: series.map(({ description: { metric, labels, kind, unit } }) => ({
      metric,
      labels,
      kind,
      unit,
    })),
  };
  return { schemaId: schemaIdentity(schema), schema };
}

function weave(shaped: ShapedSchema, series: readonly ReadSeries[]): Rows {
  const [{ timesMs }] = series;
  const width = series.length;
  const values = new Float64Array(timesMs.length * width);
  for (const [column, one] of series.entries()) {
    for (let row = 0; row < timesMs.length; row++) values[row * width + column] = one.values[row];
  }
  return { ...shaped, timesMs, values };
}

/** Cuts rows into portions of about so many samples. */
export function* portions(rows: readonly Rows[], samples: number): Generator<Rows[]> {
  let portion: Rows[] = [];
  let room = samples;
  for (const { schemaId, schema, timesMs, values } of rows) {
    const width = schema.columns.length;
    for (let row = 0; row < timesMs.length; ) {
      const end = Math.min(timesMs.length, row + Math.max(1, Math.floor(room / width)));
      portion.push({
        schemaId,
        schema,
        timesMs: timesMs.subarray(row, end),
        values: values.subarray(row * width, end * width),
      });
      room -= (end - row) * width;
      row = end;
      if (room > 0 && room >= width) continue;
      yield portion;
      portion = [];
      room = samples;
    }
  }
  if (portion.length > 0) yield portion;
}
