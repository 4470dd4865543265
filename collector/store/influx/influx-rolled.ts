import type { BinField } from '../bins.ts';
import type { FoundSeries } from '../embedded/groups.ts';
import { rolledFields } from '../embedded/rolled-fields.ts';
import type { RolledColumns, RolledFields, RolledRows, RolledTier } from '../rolled.ts';
import type { RollupPolicy } from './flavour.ts';
import { fetchColumns, type InfluxSource } from './influx-select.ts';
import { rolledName } from './rollup-tiers.ts';
import { fieldOf, identifier } from './tags.ts';

export const POLICY_OF: Record<RolledTier, RollupPolicy> = { '1m': 'ward_1m', '1h': 'ward_1h' };

/** The bins of a roll-up as they are kept, of series of one metric; what is not there is NaN. */
export async function readRolled(
  source: InfluxSource,
  chosen: readonly FoundSeries[],
  policy: RollupPolicy,
  fromMs: number,
  toMs: number,
): Promise<RolledColumns[]> {
  const parts = new Set(
    chosen.flatMap(({ sources }) =>
      sources.flatMap(({ group, column }) => rolledFields(group.shape.columns[column].kind)),
    ),
  );
  const found = new Map<string, { bins: RolledColumns; fields: Partial<Record<BinField, Float64Array>> }>();
  // The first is the count, which every bin has.
  for (const part of parts) {
    const value = (field: string) => identifier(rolledName(part, field));
    for (const { timesMs, values, ...identity } of await fetchColumns(
      source,
      { fromMs, toMs, stepMs: 0, value, policy },
      chosen,
    )) {
      const key = JSON.stringify(identity);
      if (part === 'count') {
        const fields = { count: values };
        found.set(key, { bins: { ...identity, timesMs, fields }, fields });
        continue;
      }
      const known = found.get(key);
      if (known) known.fields[part] = placed(known.bins.timesMs, timesMs, values);
    }
  }
  return [...found.values()].map(({ bins }) => bins);
}

function placed(at: Float64Array, timesMs: Float64Array, values: Float64Array): Float64Array {
  const column = new Float64Array(at.length).fill(Number.NaN);
  let next = 0;
  for (let row = 0; row < at.length; row++) {
    while (next < timesMs.length && timesMs[next] < at[row]) next++;
    if (timesMs[next] === at[row]) column[row] = values[next];
  }
  return column;
}

/** Bins as rows of a schema that has a column for each part of theirs. */
export function spreadRolled({ schema, timesMs, columns }: RolledRows): {
  schema: RolledRows['schema'];
  /** What each column is: the field itself and the part of it. */
  parts: { field: string; part: BinField }[];
  values: Float64Array;
} {
  const parts: { field: string; part: BinField }[] = [];
  const spread: RolledRows['schema']['columns'] = [];
  const sources: RolledFields[] = [];
  for (const [at, column] of schema.columns.entries()) {
    const { measurement, field } = fieldOf(column.metric);
    for (const part of rolledFields(column.kind)) {
      parts.push({ field, part });
      spread.push({ ...column, metric: `${measurement}.${rolledName(part, field)}` });
      sources.push(columns[at]);
    }
  }
  const width = parts.length;
  const values = new Float64Array(timesMs.length * width).fill(Number.NaN);
  for (const [at, { part }] of parts.entries()) {
    const own = sources[at][part];
    if (own) for (let row = 0; row < timesMs.length; row++) values[row * width + at] = own[row];
  }
  return { schema: { ...schema, columns: spread }, parts, values };
}
