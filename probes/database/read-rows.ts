import { LIMITS } from '#protocol/limits.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';
import { columnOf } from '../metrics.ts';
import type { Reading } from '../probe.ts';
import type { Cell, Rows } from './session.ts';
import type { Statement } from './statement.ts';

/** What the rows of one statement came to. */
export interface ReadRows {
  readings: Reading[];
  /** Cells that are none of what was expected, each sentence once. */
  problems: string[];
}

export type Definitions = ReadonlyMap<string, MetricDefinition>;

/** Columns of this name say which metric the row is of; its value stands under `value`. */
const METRIC_COLUMN = 'metric';
const VALUE_COLUMN = 'value';
const DENIED_COLUMN = 'denied';

/** Turns rows into readings, as the head of their statement says. The same series is the same column every time. */
export function rowReader(
  { subject, labels, record, evidence }: Statement,
  definitions: Definitions,
): (rows: Rows, nowMs: number) => ReadRows {
  let known = new Map<string, Column>();

  return ({ columns, rows }, nowMs) => {
    const before = known;
    known = new Map();
    const readings: Reading[] = [];
    const problems = new Set<string>();
    const ownMetric = columns.indexOf(METRIC_COLUMN);
    for (const row of rows) {
      for (const [i, field] of columns.entries()) {
        if (i === ownMetric || labels.includes(field)) continue;
        if (ownMetric >= 0 && field !== VALUE_COLUMN) continue;
        const name = ownMetric >= 0 ? String(row[ownMetric]) : `${subject}.${field}`;
        const definition = definitions.get(name);
        if (definition === undefined) {
          // What only a person reads is no metric.
          if (record === undefined && evidence === undefined) problems.add(`there is no metric ${name}`);
          continue;
        }
        const column = columnFor(definition, columns, row, before);
        if (column === undefined) {
          problems.add(`two rows of the same ${definition.labels.join(', ') || 'name'}: the first counts`);
          continue;
        }
        readings.push({ column, value: numberOf(row[i] ?? null, definition, nowMs, problems) });
      }
    }
    return { readings, problems: [...problems] };
  };

  /** Undefined where an earlier row had the same one. */
  function columnFor(
    definition: MetricDefinition,
    columns: readonly string[],
    row: readonly Cell[],
    before: ReadonlyMap<string, Column>,
  ): Column | undefined {
    const values = definition.labels.map((label) => labelOf(row[columns.indexOf(label)] ?? null));
    const key = [definition.name, ...values].join('\u0000');
    if (known.has(key)) return undefined;
    const column = before.get(key) ?? columnOf(definition, values);
    known.set(key, column);
    return column;
  }
}

/** What a cell is as the value of a metric; NaN with a problem where it is nothing of the kind. */
export function numberOf(
  cell: Cell,
  { name, kind, states = {} }: MetricDefinition,
  nowMs: number,
  problems: Set<string>,
): number {
  if (cell === null) return Number.NaN;
  if (cell instanceof Date) {
    if (isAge(name)) return Math.max(0, (nowMs - cell.getTime()) / 1_000);
    problems.add(`${name}: a time is no value of it`);
    return Number.NaN;
  }
  if (typeof cell === 'string' && kind === 'state' && states[cell] !== undefined) return states[cell].code;
  const value = plainNumber(cell);
  if (Number.isNaN(value)) problems.add(`${name}: ${tell(cell)} is no value of it`);
  return value;
}

/** Rows without the column that says that a right is missing; `isDenied` where one of them says so. */
export function withoutDenied(found: Rows): { rows: Rows; isDenied: boolean } {
  const at = found.columns.indexOf(DENIED_COLUMN);
  if (at < 0) return { rows: found, isDenied: false };
  const others = <Any>(cells: readonly Any[]) => cells.filter((_cell, i) => i !== at);
  return {
    rows: { ...found, columns: others(found.columns), rows: found.rows.map(others) },
    isDenied: found.rows.some((row) => plainNumber(row[at] ?? null) === 1),
  };
}

/** Whether a metric tells how long ago something was. */
export function isAge(metric: string): boolean {
  return /[._]age_seconds$/.test(metric);
}

/** NaN for what is no number. */
export function plainNumber(cell: Cell): number {
  if (typeof cell === 'boolean') return cell ? 1 : 0;
  if (typeof cell === 'number' || typeof cell === 'bigint') return Number(cell);
  if (typeof cell !== 'string' || cell.trim() === '') return Number.NaN;
  const value = Number(cell);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** A cell as a label: on one line, and no longer than labels may be. */
export function labelOf(cell: Cell): string {
  if (cell === null) return '';
  if (cell instanceof Date) return cell.toISOString();
  if (cell instanceof Uint8Array) return Buffer.from(cell).toString('hex').slice(0, LIMITS.labelBytes);
  const text = String(cell)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
  if (Buffer.byteLength(text) <= LIMITS.labelBytes) return text;
  // A letter that the cut goes through is left out.
  return Buffer.from(text)
    .subarray(0, LIMITS.labelBytes)
    .toString('utf8')
    .replace(/\uFFFD+$/u, '');
}

function tell(cell: Cell): string {
  return cell instanceof Uint8Array ? 'a row of bytes' : JSON.stringify(String(cell).slice(0, 40));
}
