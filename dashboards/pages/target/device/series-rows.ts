import type { MachineSeries } from '../machine-series.ts';

/** The series of one subject that share their labels. */
export interface SeriesRow {
  key: string;
  /** Values of the labels, in the order that was asked for. */
  names: string[];
  /** By field. */
  cells: Map<string, MachineSeries>;
}

const asPeopleCount = new Intl.Collator('en', { numeric: true }).compare;

/** One row for each combination of labels, worst first, otherwise by name. */
export function groupRows(
  subject: string,
  labels: readonly string[],
  fields: readonly string[],
  of: (metric: string) => readonly MachineSeries[],
  worst?: { field: string; by: 'greatest' | 'least' },
): SeriesRow[] {
  const rows = new Map<string, SeriesRow>();
  for (const field of fields)
    for (const series of of(`${subject}.${field}`)) {
      const names = labels.map((label) => series.labels[label] ?? '');
      const key = names.join('\0');
      const row = rows.get(key) ?? { key, names, cells: new Map() };
      rows.set(key, row);
      row.cells.set(field, series);
    }
  const badness = ({ cells }: SeriesRow): number => {
    const value = worst && cells.get(worst.field)?.latest.value;
    if (value === undefined || Number.isNaN(value)) return Number.NEGATIVE_INFINITY;
    return worst?.by === 'least' ? -value : value;
  };
  return [...rows.values()].sort(
    (one, other) =>
      compare(badness(other), badness(one)) || asPeopleCount(one.names.join(' '), other.names.join(' ')),
  );
}

/** Infinities are equal to themselves, and their difference is no number. */
function compare(one: number, other: number): number {
  return one === other ? 0 : one - other;
}
