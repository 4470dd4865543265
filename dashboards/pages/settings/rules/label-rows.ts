import type { LabelValues } from '#protocol/rule.ts';

/** A label and its wanted values as typed, with `|` between several. */
export interface LabelRow {
  name: string;
  values: string;
}

type LabelMap = Readonly<Record<string, LabelValues>>;

/** Labels as rows of a form. */
export function rowsOf(labels: LabelMap): LabelRow[] {
  return Object.entries(labels).map(([name, wanted]) => ({
    name,
    values: typeof wanted === 'string' ? wanted : wanted.join(' | '),
  }));
}

/** Rows as labels; one without a name counts for nothing yet. */
export function labelsOf(rows: readonly LabelRow[]): Record<string, LabelValues> {
  const named = rows.filter(({ name }) => name.trim() !== '');
  return Object.fromEntries(named.map(({ name, values }) => [name.trim(), valuesOf(values)]));
}

/** The same where each label has one value. */
export function plainLabelsOf(rows: readonly LabelRow[]): Record<string, string> {
  const named = rows.filter(({ name }) => name.trim() !== '');
  return Object.fromEntries(named.map(({ name, values }) => [name.trim(), values.trim()]));
}

function valuesOf(text: string): LabelValues {
  const values = text.split('|').map((value) => value.trim());
  return values.length === 1 ? values[0] : values;
}
