import { type ColumnKey, SIDES } from './columns.ts';
import { type Estate, organisationName } from './estate.ts';
import { cellsOf } from './export-rows.ts';
import type { Finder } from './find-target.ts';
import { joinList, splitList } from './lists.ts';
import type { PlannedRow } from './plan.ts';
import { isSamePoll, POLL_COLUMNS, pollCells } from './poll-cells.ts';
import type { ReadRow } from './read-row.ts';

/** What people see of it: each cell that changes, as an export has it before and after. */
export function showRow({ deed, name, sides, faults }: ReadRow, estate: Estate, find: Finder): PlannedRow {
  const { row, before, fields, organisation } = deed;
  const shown = { row, target: before?.id ?? null, name };
  if (faults.length > 0) return { ...shown, what: 'refused', changes: [], faults };
  const old = before && cellsOf(before, estate, find);
  const changes: PlannedRow['changes'] = [];
  const note = (column: ColumnKey, to: string): void => {
    const from = old?.[column] ?? '';
    if (from !== to) changes.push({ column, from, to });
  };
  if (!before) note('organisation', organisationName(estate, organisation));
  for (const [column, value] of Object.entries(fields))
    note(column as ColumnKey, value === 0 ? '' : String(value));
  for (const side of SIDES) {
    const refs = deed.parents[side];
    if (!refs) continue;
    const had = before?.parents[side] ?? [];
    const isSame = refs.length === had.length && refs.every((ref, at) => 'id' in ref && ref.id === had[at]);
    if (isSame) delete deed.parents[side];
    else note(side, joinList(splitList(sides[side] ?? '')));
  }
  const had = (before && estate.polls.get(before.id)) ?? [];
  deed.polls = deed.polls.filter(({ probe, fields: wanted }) => {
    const poll = had.find((each) => each.probe === probe);
    return !poll || !isSamePoll(poll, wanted);
  });
  if (deed.polls.length > 0) noteMerged();
  if (changes.length === 0 && before) return { ...shown, what: 'unchanged', changes, faults };
  return { ...shown, what: before ? 'changed' : 'new', changes, faults };

  function noteMerged(): void {
    const target = before?.id ?? '';
    const wanted = deed.polls.map(({ probe, fields: how }) => ({
      target,
      probe,
      ...how,
      changedBy: '',
      changedAtMs: 0,
    }));
    const kept = had.filter(({ probe }) => !wanted.some((poll) => poll.probe === probe));
    const merged = [...kept, ...wanted].sort((one, other) => (one.probe < other.probe ? -1 : 1));
    const cells = pollCells(merged, estate.credentials);
    for (const column of POLL_COLUMNS) note(column, cells[column]);
  }
}
