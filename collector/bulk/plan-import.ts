import { isBlank } from '#collector/sheets/read-sheet.ts';
import type { ColumnKey } from './columns.ts';
import type { Estate } from './estate.ts';
import { finder } from './find-target.ts';
import { readHeadings } from './headings.ts';
import type { ImportPlan } from './plan.ts';
import { readParents } from './read-parents.ts';
import { kindsOf, type ReadRow, readRow } from './read-row.ts';
import { showRow } from './show-row.ts';
import { tellInto } from './tell-faults.ts';

/** What somebody who has read a sheet would do with each of its rows. Pure; throws a `SheetError`. */
export function planImport(sheet: readonly (readonly string[])[], estate: Estate): ImportPlan {
  const { places, ignored } = readHeadings(sheet[0] ?? []);
  const find = finder(estate);
  const kinds = kindsOf(estate);
  const rows: ReadRow[] = [];
  for (const [at, cells] of sheet.entries()) {
    if (at === 0 || isBlank(cells)) continue;
    const cell = (column: ColumnKey): string | undefined => {
      const place = places.get(column);
      return place === undefined ? undefined : (cells[place] ?? '').trim();
    };
    rows.push(readRow(at + 1, cell, { estate, find, kinds }));
  }
  refuseTwice(rows);
  const made = new Map<string, number>();
  for (const { deed, faults } of rows)
    if (!deed.before && faults.length === 0) made.set(`${deed.organisation} ${deed.fields.name}`, deed.row);
  for (const row of rows) readParents(row, find, made);
  const planned = rows.map((row) => showRow(row, estate, find));
  const isRefused = planned.some(({ what }) => what === 'refused');
  return {
    rows: planned,
    deeds: isRefused ? [] : rows.flatMap(({ deed }, at) => (planned[at]?.what === 'unchanged' ? [] : [deed])),
    columns: [...places.keys()],
    ignored,
  };
}

/** Two rows for one target, or two new ones of one name: the later one is refused. */
function refuseTwice(rows: readonly ReadRow[]): void {
  const seen = new Map<string, number>();
  for (const { deed, name, faults } of rows) {
    const key = deed.before ? deed.before.id : `${deed.organisation} ${name}`;
    const other = seen.get(key);
    if (!deed.before && name === '') continue;
    if (other === undefined) seen.set(key, deed.row);
    else tellInto(faults)(null, 'duplicate', name, [String(other)]);
  }
}
