import { SheetError } from '#collector/sheets/sheet-error.ts';
import { type ColumnKey, columnNamed } from './columns.ts';

/** Where each column stands in a sheet. */
export interface Headings {
  places: ReadonlyMap<ColumnKey, number>;
  /** Headings that mean nothing here. */
  ignored: string[];
}

/** Reads the first row; it must say which target each row means, and nothing twice. */
export function readHeadings(row: readonly string[]): Headings {
  const places = new Map<ColumnKey, number>();
  const ignored: string[] = [];
  for (const [at, heading] of row.entries()) {
    if (heading.trim() === '') continue;
    const column = columnNamed(heading);
    if (column === undefined) ignored.push(heading.trim().slice(0, 100));
    else if (places.has(column))
      throw new SheetError('column_twice', `two columns mean the same: ${heading}`, { column: heading });
    else places.set(column, at);
  }
  if (!places.has('name') && !places.has('id') && !places.has('address'))
    throw new SheetError('no_name', 'the first row names no column “name”, “id” or “address”');
  return { places, ignored: ignored.slice(0, 50) };
}
