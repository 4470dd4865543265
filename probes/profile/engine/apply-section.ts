import type { Fact, Reading } from '#probes/probe.ts';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Column } from '#protocol/schema.ts';
import { isTrue, type Value } from '../expression/expression.ts';
import { type Aggregates, aggregates } from './aggregates.ts';
import { tidy } from './cell-reader.ts';
import { cellName, type Learned, type RawSection } from './raw.ts';
import { type NamedRow, type RowNames, rowNames } from './row-names.ts';
import { sameLimits } from './same-limits.ts';
import type { LabelledReadings, ReadingPlan, SectionPlan } from './section-plan.ts';

/** Something that was read and not taken, for people. */
export interface Ignored {
  what: string;
  why: string;
}

/** What a section brought. */
export interface SectionOutcome {
  readings: Reading[];
  facts: Fact[];
  /** Whether the device has what this section describes; of a group the first section that has is taken. */
  isAnswered: boolean;
}

/** One section of one device: turns raw values into readings, again and again with the same columns. */
export interface SectionState {
  /** `ignored` is filled when it is there. */
  apply(raw: RawSection, ignored?: Ignored[]): SectionOutcome;
}

export interface SectionOptions {
  /** Scales are learned from values and written here. */
  learned: Learned;
  /** What the device says it is, for `scale_of`. */
  object: string;
  /** False for series that the settings leave out. */
  isWanted(labels: Readonly<Record<string, string>>): boolean;
}

interface LabelledState {
  plan: LabelledReadings;
  names: RowNames;
  aggregates: Aggregates | undefined;
}

/** Makes the state of one section of one device. */
export function sectionState(plan: SectionPlan, options: SectionOptions): SectionState {
  const { section, cells, where } = plan;
  const values: Value[] = cells.map(() => Number.NaN);
  const scaleOf = cells.map(({ name }) => ownScale(section.read[name]?.scale_of, options.object));
  const labelled = plan.labelled.map(
    (each): LabelledState => ({
      plan: each,
      names: rowNames(each, options.isWanted),
      aggregates: each.readings[0]?.aggregate === undefined ? undefined : aggregates(each),
    }),
  );
  let hadFacts = false;
  let round = 0;

  return { apply };

  function apply(raw: RawSection, ignored?: Ignored[]): SectionOutcome {
    round++;
    learnScales(raw);
    const readings: Reading[] = [];
    const rowsOfFacts = plan.facts.map(() => [] as Record<string, string>[]);
    const missing = new Set(plan.needs);
    for (const { aggregates } of labelled) aggregates?.begin(raw.indexes.length > 0);

    for (let r = 0; r < raw.indexes.length; r++) {
      const index = raw.indexes[r] as string;
      readRow(raw, r, index, ignored);
      for (const slot of missing) if (!isNothing(values[slot] as Value)) missing.delete(slot);
      if (where !== undefined && !isTrue(where.evaluate(values))) {
        ignored?.push({ what: rowName(index), why: section.why ?? `not ${section.where}` });
        continue;
      }
      for (const each of labelled) applyRow(each, index, readings, ignored);
      for (const [i, { fields }] of plan.facts.entries()) {
        const row = Object.fromEntries(
          fields.map(([name, template]) => [name, template.fill(values, index)]),
        );
        if (Object.values(row).some((text) => text !== '')) rowsOfFacts[i]?.push(row);
      }
    }

    for (const { names, aggregates } of labelled) {
      names.forget(round);
      aggregates?.end(readings);
    }
    if (missing.size > 0) return { readings: [], facts: [], isAnswered: false };
    const facts = factsOf(rowsOfFacts);
    return { readings, facts, isAnswered: facts.length > 0 || readings.some(hasValue) };
  }

  function readRow(raw: RawSection, r: number, index: string, ignored: Ignored[] | undefined): void {
    for (let slot = 0; slot < cells.length; slot++) {
      const { name, reader } = cells[slot] as (typeof cells)[number];
      const scale = scaleOf[slot] ?? (reader.scales.length > 0 ? learnedScale(name) : undefined);
      const note = ignored && ((why: string) => ignored.push({ what: rowName(index, name), why }));
      values[slot] = reader.read(raw.columns[slot]?.[r], scale, note);
    }
    values[cells.length] = /^\d+$/.test(index) ? Number(index) : Number.NaN;
  }

  function applyRow(state: LabelledState, index: string, into: Reading[], ignored?: Ignored[]): void {
    const { plan, names, aggregates } = state;
    const row = names.row(index, values, round);
    if (!row.isWanted) {
      ignored?.push({
        what: `${rowName(index)} ${Object.values(row.labels)[0]}`,
        why: 'left out by the settings',
      });
      return;
    }
    for (let i = 0; i < plan.readings.length; i++) {
      const reading = plan.readings[i] as ReadingPlan;
      if (reading.where !== undefined && !isTrue(reading.where.evaluate(values))) continue;
      const value = readingValue(reading, values);
      if (aggregates !== undefined) {
        aggregates.add(i, row, value, limitsOf(reading));
        continue;
      }
      const known = row.columns[i];
      // What never had a value is no series; one that had is "not read".
      if (known === undefined && Number.isNaN(value)) continue;
      if (!row.isNamed) names.name(row, index);
      const column = columnWithLimits(reading, row, known);
      row.columns[i] = column;
      into.push({ column, value });
    }
  }

  function columnWithLimits(reading: ReadingPlan, row: NamedRow, known: Column | undefined): Column {
    const limits = limitsOf(reading);
    if (known !== undefined && sameLimits(known.limits, limits)) return known;
    const { name, kind, unit } = reading.metric;
    return {
      metric: name,
      labels: row.labels as Record<string, string>,
      kind,
      unit,
      ...(limits && { limits }),
    };
  }

  function limitsOf(reading: ReadingPlan): DeviceLimits | undefined {
    let limits: DeviceLimits | undefined;
    for (const [name, expression] of reading.limits) {
      const value = expression.evaluate(values);
      if (typeof value !== 'number' || !Number.isFinite(value)) continue;
      limits ??= {};
      limits[name] = tidy(value);
    }
    return limits;
  }

  /** Only a value that one scale alone brings into its range shows which scale the device has. */
  function learnScales(raw: RawSection): void {
    for (const [slot, { name, reader }] of cells.entries()) {
      if (reader.scales.length === 0 || learnedScale(name) !== undefined) continue;
      for (const value of raw.columns[slot] ?? []) {
        if (value === undefined) continue;
        const fitting = reader.fitting(value);
        if (fitting.length !== 1) continue;
        options.learned.scales[cellName(section, name)] = fitting[0] as number;
        break;
      }
    }
  }

  function learnedScale(name: string): number | undefined {
    return options.learned.scales[cellName(section, name)];
  }

  function factsOf(rowsOfFacts: Record<string, string>[][]): Fact[] {
    const hasRows = rowsOfFacts.some((rows) => rows.length > 0);
    if (!hasRows && !hadFacts) return [];
    hadFacts = true;
    return plan.facts.map(({ kind, key }, i) => {
      const rows = rowsOfFacts[i] ?? [];
      return { kind, key, data: section.kind === 'table' ? withinRecord(rows) : (rows[0] ?? {}) };
    });
  }

  function rowName(index: string, cell?: string): string {
    return [section.name, cell, index].filter(Boolean).join(' ').slice(0, 200);
  }
}

/** The number that a reading comes to now; NaN when there is none. */
function readingValue({ value, metric }: ReadingPlan, row: ArrayLike<Value>): number {
  const found = value.evaluate(row);
  if (typeof found === 'number') return Number.isFinite(found) ? tidy(found) : Number.NaN;
  return metric.states?.[found]?.code ?? Number.NaN;
}

function ownScale(scales: Record<string, number> | undefined, object: string): number | undefined {
  const fitting = Object.keys(scales ?? {}).filter((prefix) => `${object}.`.startsWith(`${prefix}.`));
  const longest = fitting.sort((a, b) => b.length - a.length)[0];
  return longest === undefined ? undefined : scales?.[longest];
}

/** As many rows as a record may hold. */
function withinRecord(rows: Record<string, string>[]): Record<string, string>[] {
  let bytes = 0;
  const end = rows.findIndex((row) => {
    bytes += Buffer.byteLength(JSON.stringify(row)) + 1;
    return bytes > LIMITS.recordBytes * 0.9;
  });
  return end < 0 ? rows : rows.slice(0, end);
}

function hasValue({ value }: Reading): boolean {
  return !Number.isNaN(value);
}

function isNothing(value: Value): boolean {
  return typeof value === 'number' && Number.isNaN(value);
}
