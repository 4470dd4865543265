import type { RawSection, RawValue } from '../profile/engine/raw.ts';
import type { WalkedColumn } from './snmp-session.ts';

/** A cell of a table before its column is laid beside the others. */
export interface LooseColumn {
  /** The same value for every row. */
  once?: RawValue | undefined;
  walked?: WalkedColumn | undefined;
  /** How its index is made of the row's; absent: it is the row's. */
  key?: readonly (number | string)[] | undefined;
}

/** Lays columns side by side, a row for each index that any of them has. `names`: of the cells, for `key`. */
export function joinColumns(
  columns: readonly LooseColumn[],
  names: readonly string[],
  trimIndex: boolean,
): Pick<RawSection, 'indexes' | 'columns'> {
  const own = columns.map(({ walked, key }) => (walked === undefined || key ? undefined : trimmed(walked)));
  const indexes = rowIndexes(own.filter((each) => each !== undefined));
  const joined = columns.map(({ once, key }, i) => {
    const column = own[i];
    if (column !== undefined) return aligned(column, indexes);
    return key === undefined && once !== undefined ? indexes.map(() => once) : [];
  });
  for (const [i, { walked, key }] of columns.entries())
    if (walked !== undefined && key !== undefined) joined[i] = lookedUp(trimmed(walked), key);
  return { indexes, columns: joined };

  /** Some cards end the index of a row with a zero that is not theirs. */
  function trimmed(column: WalkedColumn): WalkedColumn {
    if (!trimIndex) return column;
    return { ...column, indexes: column.indexes.map((index) => index.replace(/(?<=.)\.0$/, '')) };
  }

  function lookedUp(column: WalkedColumn, key: readonly (number | string)[]): (RawValue | undefined)[] {
    const byIndex = valuesByIndex(column);
    return indexes.map((index, row) => {
      const parts = index.split('.');
      const made = key.map((part) => {
        if (typeof part === 'number') return parts[part];
        const value = joined[names.indexOf(part)]?.[row];
        return value === undefined || typeof value === 'object' ? undefined : String(value);
      });
      return made.includes(undefined) ? undefined : byIndex.get(made.join('.'));
    });
  }
}

/** Every index that a column has, in the order of their numbers. */
function rowIndexes(columns: readonly WalkedColumn[]): readonly string[] {
  const [first, ...others] = columns.filter(({ indexes }) => indexes.length > 0);
  if (first === undefined) return [];
  if (others.every(({ indexes }) => isSame(indexes, first.indexes))) return first.indexes;
  return [...new Set(columns.flatMap(({ indexes }) => indexes))].sort(compareIndexes);
}

function aligned(
  { indexes, values }: WalkedColumn,
  rows: readonly string[],
): readonly (RawValue | undefined)[] {
  if (indexes === rows || isSame(indexes, rows)) return values;
  const byIndex = new Map(indexes.map((index, i) => [index, values[i]]));
  return rows.map((index) => byIndex.get(index));
}

function valuesByIndex({ indexes, values }: WalkedColumn): ReadonlyMap<string, RawValue | undefined> {
  return new Map(indexes.map((index, i) => [index, values[i]]));
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((each, i) => each === b[i]);
}

function compareIndexes(a: string, b: string): number {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  const at = left.findIndex((part, i) => part !== right[i]);
  return at < 0 ? left.length - right.length : (left[at] as number) - (right[at] ?? -1);
}
