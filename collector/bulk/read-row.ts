import {
  type ColumnKey,
  KIND_NAMES,
  NUMBERS,
  type NumberKey,
  SIDES,
  type Side,
  TEXTS,
  type TextKey,
} from './columns.ts';
import { type Estate, organisationName } from './estate.ts';
import type { Finder } from './find-target.ts';
import type { Fault, RowDeed } from './plan.ts';
import { POLL_COLUMNS, type PollCells, readPolls } from './poll-cells.ts';
import { type Tell, tellInto } from './tell-faults.ts';

/** A row as far as it was read. */
export interface ReadRow {
  deed: RowDeed;
  name: string;
  /** Cells of parents; undefined: the sheet has no such column. */
  sides: Partial<Record<Side, string | undefined>>;
  faults: Fault[];
}

/** What stands in a column of the row; undefined where the sheet has no such column. */
type Cell = (column: ColumnKey) => string | undefined;

/** Reads one row but for its parents, which may be rows that are not read yet. */
export function readRow(
  row: number,
  cell: Cell,
  { estate, find, kinds }: { estate: Estate; find: Finder; kinds: ReadonlyMap<string, string> },
): ReadRow {
  const faults: Fault[] = [];
  const fault = tellInto(faults);
  const said = organisationOf(cell('organisation'), estate, fault);
  const kind = kindOf(cell('kind'), kinds, fault);
  const found = find.row({
    id: cell('id') ?? '',
    name: cell('name') ?? '',
    organisation: said,
    address: cell('address') ?? '',
    kind,
  });
  if (found === 'unknown') fault('id', 'unknown_target', cell('id') ?? '');
  if (found === 'ambiguous') fault('name', 'ambiguous', cell('name') ?? '', ['id']);
  const before = typeof found === 'string' ? undefined : found.target;
  const isNew = before === undefined && typeof found !== 'string';
  if (before && said !== undefined && said !== before.organisation)
    fault('organisation', 'organisation_fixed', cell('organisation') ?? '', [
      organisationName(estate, before.organisation),
    ]);
  if (isNew && said === undefined && estate.usual === undefined && cell('organisation') === undefined)
    fault(
      'organisation',
      'needed',
      '',
      estate.organisations.map(({ name }) => name),
    );
  const organisation = before?.organisation ?? said ?? estate.usual ?? '';

  const fields: RowDeed['fields'] = {};
  for (const column of Object.keys(TEXTS) as TextKey[]) {
    const text = cell(column);
    // What is there already may stay, whatever it is: devices say of themselves what people could not type.
    if (text === undefined || text === before?.[column].trim()) continue;
    if (text.length > TEXTS[column]) fault(column, 'too_long', text, [String(TEXTS[column])]);
    else if (/\p{Cc}/u.test(text)) fault(column, 'control_characters', text.replace(/\p{Cc}/gu, '␣'));
    else fields[column] = text;
  }
  for (const column of Object.keys(NUMBERS) as NumberKey[]) {
    const text = cell(column);
    if (text === undefined) continue;
    const number = text === '' ? 0 : /^\d{1,3}u?$/i.test(text) ? Number.parseInt(text, 10) : Number.NaN;
    if (number <= NUMBERS[column]) fields[column] = number;
    else fault(column, 'not_between', text, ['0', String(NUMBERS[column])]);
  }
  if (kind !== undefined) fields.kind = kind;
  // One that is there keeps its name where the sheet has an empty one: a thing without a name helps nobody.
  if (fields.name === '') delete fields.name;
  if (isNew && !fields.name) fault('name', 'needed', '');
  if (isNew && kind === undefined && (cell('kind') ?? '') === '')
    fault('kind', 'needed', '', [...new Set(kinds.values())]);

  const cells = Object.fromEntries(POLL_COLUMNS.map((column) => [column, cell(column)])) as PollCells;
  const old = before ? (estate.polls.get(before.id) ?? []) : [];
  const polls = readPolls(cells, old, organisation, estate.credentials, fault);
  const address = fields.address ?? before?.address ?? '';
  if (polls.length > 0 && address === '') fault('address', 'address_needed', '');
  const sides = Object.fromEntries(SIDES.map((side) => [side, cell(side)]));
  const name = fields.name ?? before?.name ?? cell('name') ?? '';
  return { deed: { row, before, organisation, fields, parents: {}, polls }, name, sides, faults };
}

function organisationOf(
  text: string | undefined,
  { organisations }: Estate,
  fault: Tell,
): string | undefined {
  if (text === undefined || text === '') return undefined;
  const found = organisations.find(({ id, name }) => name === text || id === text);
  if (!found)
    fault(
      'organisation',
      'unknown_organisation',
      text,
      organisations.map(({ name }) => name),
    );
  return found?.id;
}

/** What may be written for a kind → the kind: the usual ones in both languages, and all that are there. */
export function kindsOf({ targets }: Estate): Map<string, string> {
  const kinds = new Map<string, string>();
  for (const [kind, names] of Object.entries(KIND_NAMES))
    for (const name of [kind, ...names]) kinds.set(name, kind);
  for (const { kind } of targets) kinds.set(kind, kind);
  return kinds;
}

function kindOf(
  text: string | undefined,
  kinds: ReadonlyMap<string, string>,
  fault: Tell,
): string | undefined {
  if (text === undefined || text === '') return undefined;
  const kind = kinds.get(text.toLowerCase());
  if (kind === undefined) fault('kind', 'not_one_of', text, [...new Set(kinds.values())]);
  return kind;
}
