import type { Column } from '#protocol/schema.ts';
import type { Reading } from '../../probe.ts';
import { labelOf, plainNumber } from '../read-rows.ts';
import type { Cell, Rows } from '../session.ts';
import type { SqlQuery } from './config.ts';

/** What says which query and which column a value is of. */
const OWN_LABELS = ['query', 'field'];

/** Turns rows into values: text stands for labels, numbers, truths and times for values. */
export function queryReader(
  query: SqlQuery,
): (rows: Rows, nowMs: number) => { readings: Reading[]; problems: string[] } {
  let known = new Map<string, Column>();

  return ({ columns, rows }, nowMs) => {
    const before = known;
    known = new Map();
    const readings: Reading[] = [];
    const problems = new Set<string>();
    const { labels, values } = rolesOf(query, columns, rows);
    for (const name of [...(query.labels ?? []), ...(query.values ?? [])])
      if (!columns.includes(name.toLowerCase())) problems.add(`the query has no column ${name}`);
    for (const row of rows) {
      const rowLabels = Object.fromEntries(
        labels.map((i) => [labelName(columns[i] as string), labelOf(row[i] ?? null)]),
      );
      for (const i of values) {
        const cell = row[i] ?? null;
        const isTime = rows.some((each) => each[i] instanceof Date);
        const field = isTime ? `${columns[i]}_age_seconds` : (columns[i] as string);
        const key = JSON.stringify([field, rowLabels]);
        if (known.has(key)) {
          problems.add('two rows with the same labels: the first counts');
          continue;
        }
        const column = before.get(key) ?? columnOf(query.name, field, rowLabels);
        known.set(key, column);
        readings.push({ column, value: numberOf(cell, nowMs) });
      }
    }
    return { readings, problems: [...problems] };
  };
}

/** Which columns are labels and which are values, by the settings or by what stands in them. */
function rolesOf(
  { labels, values }: SqlQuery,
  columns: readonly string[],
  rows: readonly (readonly Cell[])[],
): { labels: number[]; values: number[] } {
  const named = (names: readonly string[]) => {
    const lower = names.map((name) => name.toLowerCase());
    return columns.flatMap((name, i) => (lower.includes(name) ? [i] : []));
  };
  const asLabels = labels === undefined ? undefined : named(labels);
  const asValues = values === undefined ? undefined : named(values);
  const isText = (i: number) =>
    typeof rows.map((row) => row[i] ?? null).find((cell) => cell !== null) === 'string';
  const isKnown = (i: number) => rows.some((row) => (row[i] ?? null) !== null);
  const all = columns.map((_name, i) => i);
  return {
    labels: asLabels ?? all.filter((i) => isText(i) && !asValues?.includes(i)),
    // Of a column that holds nothing nobody can say whether it is a number.
    values: asValues ?? all.filter((i) => isKnown(i) && !isText(i) && !asLabels?.includes(i)),
  };
}

function numberOf(cell: Cell, nowMs: number): number {
  if (cell instanceof Date) return (nowMs - cell.getTime()) / 1_000;
  return plainNumber(cell);
}

function labelName(column: string): string {
  return OWN_LABELS.includes(column) ? `${column}_` : column;
}

function columnOf(query: string, field: string, labels: Readonly<Record<string, string>>): Column {
  return { metric: 'sql.value', labels: { query, field, ...labels }, kind: 'gauge', unit: '1' };
}
