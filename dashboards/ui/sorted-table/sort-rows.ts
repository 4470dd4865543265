import type { Column } from '../table.tsx';

/** What a column is sorted by and what a CSV has; null, NaN and the empty text are nothing, and come last. */
export type SortValue = number | string | null;

/** A column that may be sorted by and copied. */
export interface SortColumn<Row> extends Column<Row> {
  /** Stands in the address. */
  key: string;
  /** Share of the width, such as `12%`; the rest is shared. */
  width?: string;
  /** Left out for a column that is neither sorted by nor copied. */
  value?(row: Row): SortValue;
}

/** By which column, and whether the greatest stands first. */
export interface Sort {
  key: string;
  isDown: boolean;
}

/** Reads `used` or `-used`; undefined for what is no column of the table. */
export function parseSort(text: string | null, columns: readonly { key: string }[]): Sort | undefined {
  if (!text) return undefined;
  const isDown = text.startsWith('-');
  const key = isDown ? text.slice(1) : text;
  return columns.some((column) => column.key === key) ? { key, isDown } : undefined;
}

/** As it stands in an address. */
export function sortText({ key, isDown }: Sort): string {
  return isDown ? `-${key}` : key;
}

/**
 * What pressing a column does: numbers begin with the greatest, texts with the first; then the other way, then none.
 * A table that always has an order (`isAlways`) goes on turning round.
 */
export function nextSort(
  now: Sort | undefined,
  key: string,
  isNumber: boolean,
  isAlways = false,
): Sort | undefined {
  if (now?.key !== key) return { key, isDown: isNumber };
  if (isAlways) return { key, isDown: !now.isDown };
  return now.isDown === isNumber ? { key, isDown: !isNumber } : undefined;
}

const asPeopleCount = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' }).compare;

/** The rows in order; those without a value stand last either way, and equal ones stay as they were. */
export function sortRows<Row>(
  rows: readonly Row[],
  columns: readonly SortColumn<Row>[],
  sort: Sort | undefined,
  compareTexts: (one: string, other: string) => number = asPeopleCount,
): readonly Row[] {
  const value = columns.find(({ key }) => key === sort?.key)?.value;
  if (!sort || !value) return rows;
  const way = sort.isDown ? -1 : 1;
  return rows
    .map((row) => ({ row, value: value(row) }))
    .sort(
      (a, b) =>
        Number(isNothing(a.value)) - Number(isNothing(b.value)) ||
        way * compare(a.value, b.value, compareTexts),
    )
    .map(({ row }) => row);
}

function isNothing(value: SortValue): boolean {
  return value === null || value === '' || Number.isNaN(value);
}

function compare(a: SortValue, b: SortValue, compareTexts: (one: string, other: string) => number): number {
  if (typeof a === 'string' || typeof b === 'string') return compareTexts(String(a), String(b));
  // Two infinities have no difference.
  const [one, other] = [a ?? 0, b ?? 0];
  return one < other ? -1 : one > other ? 1 : 0;
}

/** The rows in whose texts every word of the filter stands. */
export function filterRows<Row>(
  rows: readonly Row[],
  columns: readonly SortColumn<Row>[],
  filter: string,
  more?: (row: Row) => string,
): readonly Row[] {
  const wanted = filter.toLowerCase().split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return rows;
  return rows.filter((row) => {
    const texts = columns.map(({ value }) => String(value?.(row) ?? ''));
    const text = `${texts.join(' ')} ${more?.(row) ?? ''}`.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
