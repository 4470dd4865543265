import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';

/** An event that the records of a target tell of. */
export interface ChangeEvent {
  atMs: number;
  key: string;
  data: unknown;
}

/** One place at which an inventory has become another one. */
export interface InventoryChange {
  /** `disks/sda/size`. */
  path: string;
  before?: unknown;
  after?: unknown;
}

/** A change as people read it. */
export interface ChangeLine {
  what: string;
  before: string;
  after: string;
}

/** Reads the data of an `inventory_changed` event; what is of another form has no changes. */
export function readInventoryChange(data: unknown): { changes: InventoryChange[]; total: number } {
  const { changes, total } = (data ?? {}) as { changes?: unknown; total?: unknown };
  const known = Array.isArray(changes)
    ? changes.filter((each): each is InventoryChange => typeof each?.path === 'string')
    : [];
  return { changes: known, total: typeof total === 'number' ? total : known.length };
}

/** Changes in words: fields of an inventory have a word each, what else stands in a path is the name of a thing. */
export function changeLines(
  changes: readonly InventoryChange[],
  words: Words,
  formats: Formats,
): ChangeLine[] {
  const names: Readonly<Record<string, string>> = words.target.changes.fields;
  return changes.map(({ path, before, after }) => {
    const parts = path.split('/').map((part) => names[part] ?? part);
    const field = path.slice(path.lastIndexOf('/') + 1);
    return {
      what: parts.join(' · '),
      before: textOf(before, field, words, formats),
      after: textOf(after, field, words, formats),
    };
  });
}

/** Longer than this nobody reads in a table. */
const MOST_LETTERS = 160;

function textOf(value: unknown, field: string, words: Words, formats: Formats): string {
  if (value === undefined || value === null || value === '') return words.target.marks.absent;
  if (typeof value === 'boolean') return value ? words.shell.common.yes : words.shell.common.no;
  if (typeof value === 'number') return /bytes/i.test(field) ? formats.bytes(value) : formats.number(value);
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > MOST_LETTERS ? `${text.slice(0, MOST_LETTERS)}…` : text;
}
