import { type BinField, Bins } from '../bins.ts';
import type { InfluxSeries } from './answer.ts';
import type { FieldTypes } from './field-types.ts';
import type { LineBuffer, LinePlan, PlannedField } from './line-plan.ts';
import { MINUTES, rolledName } from './rollup-tiers.ts';
import type { WindowRun } from './rollup-windows.ts';
import { lineHead } from './tags.ts';

/** A field that is rolled up, and what is kept of it. */
export interface RolledField {
  field: string;
  parts: readonly BinField[];
  /** Pairs of samples further apart than this leave a gap. */
  longestPairMs: number;
}

/** One measurement in one run of windows. */
export interface WindowToFold extends WindowRun {
  measurement: string;
  fields: readonly RolledField[];
}

type Cell = number | string | null;

/** What a window is asked for: samples, or bins of the finer tier. */
export function columnsToFold({ tier, fields }: WindowToFold): string[] {
  return tier === MINUTES
    ? fields.map(({ field }) => field)
    : fields.flatMap(({ field, parts }) => parts.map((part) => rolledName(part, field)));
}

/** Folds one series into lines of the tier; the answer holds `columnsToFold` behind the time, in this order. */
export function foldSeries(
  window: WindowToFold,
  { tags = {}, values = [] }: InfluxSeries,
  types: FieldTypes,
  into: LineBuffer,
): void {
  const { tier, fromMs, toMs, fields } = window;
  const plan = planOf(window, tags, types);
  const binCount = (toMs - fromMs) / tier.stepMs;
  const rows = new Float64Array(binCount * plan.width).fill(Number.NaN);
  const isFilled = new Uint8Array(binCount);
  const bins = new Bins(fromMs, toMs, tier.stepMs);
  let column = 0;
  let source = 1;
  for (const field of fields) {
    bins.reset();
    if (tier === MINUTES) addSamples(bins, field, values, source++, fromMs);
    else {
      addBins(bins, field, values, source);
      source += field.parts.length;
    }
    const filled = bins.filled(0);
    const part = new Float64Array(filled.length);
    for (const name of field.parts) {
      bins.copy(name, filled, part);
      for (const [at, index] of filled.entries()) rows[index * plan.width + column] = part[at];
      column++;
    }
    for (const index of filled) isFilled[index] = 1;
  }
  for (const [index, is] of isFilled.entries()) {
    if (is) into.addRow(plan, fromMs + index * tier.stepMs, rows, index * plan.width);
  }
}

/** Samples from before the window are there for the pair that reaches into it. */
function addSamples(
  bins: Bins,
  { longestPairMs }: RolledField,
  rows: readonly Cell[][],
  column: number,
  fromMs: number,
): void {
  const timesMs = new Float64Array(rows.length);
  const values = new Float64Array(rows.length);
  let size = 0;
  let before: { timeMs: number; value: number } | undefined;
  for (const row of rows) {
    const value = row[column] as number | null;
    if (value === null) continue;
    const timeMs = (row[0] as number) / 1000;
    if (timeMs < fromMs) before = { timeMs, value };
    else {
      timesMs[size] = timeMs;
      values[size++] = value;
    }
  }
  if (size === 0) return;
  if (before && timesMs[0] - before.timeMs <= longestPairMs) bins.precededBy(before.timeMs, before.value);
  bins.addSamples(timesMs, values, 0, size);
}

function addBins(bins: Bins, { parts }: RolledField, rows: readonly Cell[][], column: number): void {
  const bin = { rows: 1, count: 0, min: 0, max: 0, sum: 0, last: 0, increase: 0, increaseMs: 0 };
  for (const row of rows) {
    bin.count = 0;
    for (const [at, part] of parts.entries()) bin[part] = (row[column + at] as number | null) ?? Number.NaN;
    if (bin.count > 0) bins.addRolled((row[0] as number) / 1000, bin);
  }
}

function planOf(
  { measurement, fields }: WindowToFold,
  tags: Record<string, string>,
  types: FieldTypes,
): LinePlan {
  const named = Object.entries(tags).filter(([, value]) => value !== '');
  const head = lineHead(
    measurement,
    named.sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  const planned: PlannedField[] = [];
  let rowBytes = head.length + 64;
  for (const { field, parts } of fields) {
    for (const part of parts) {
      const name = rolledName(part, field);
      const type = types.ofRolled(measurement, field, part);
      const first = Buffer.from(`${name}=`);
      planned.push({ column: planned.length, first, next: Buffer.from(`,${name}=`), type });
      rowBytes += first.length + 64;
    }
  }
  return { lines: [{ head, fields: planned }], width: planned.length, rowBytes };
}
