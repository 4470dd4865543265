import type { Sql, SqlValue } from '#collector/ledger/sql.ts';
import { inScopeSql, type Scope } from '#collector/people/caller.ts';
import { breathe } from '#collector/threads/breathe.ts';

/** A part of a WHERE. */
export interface Term {
  text: string;
  values: SqlValue[];
}

/** Where a page ended: the time and what tells apart the rows of one time. */
export type Point = [timeMs: number, tie: SqlValue];

/** A list that grows for ever, newest first, narrowed by terms that an index answers and by others. */
export interface Scan {
  table: string;
  /** Columns of the order. */
  time: string;
  tie: string;
  /** Answered by an index that goes on with `time` and `tie`. */
  indexed: readonly Term[];
  /** Looked at row by row. */
  others: readonly Term[];
  /** Only what comes behind it. */
  after: Point | null;
  limit: number;
}

/** `next` asks for what follows, null at the end. There may be more although the page is not full. */
export interface Scanned<Row> {
  rows: Row[];
  next: Point | null;
}

/** Rows that one statement may look at, so that it keeps the thread for a few milliseconds. */
const WINDOW_ROWS = 4_000;
/** Of one page: what is seldom is found by asking on, and no question lasts. */
const WINDOWS = 8;

/**
 * One page. However rare what is asked for, so many rows at most are looked at: a page may end before it is full, and
 * its `next` goes on from where the search stood.
 */
export async function scan<Row extends object>(sql: Sql, wanted: Scan): Promise<Scanned<Row>> {
  const rows: Row[] = [];
  let { after } = wanted;
  for (let window = 0; window < WINDOWS; window++) {
    if (window > 0) await breathe();
    rows.push(...(await read<Row>(sql, wanted, after, wanted.limit + 1 - rows.length)));
    if (rows.length > wanted.limit) {
      const page = rows.slice(0, wanted.limit);
      return { rows: page, next: pointOf(wanted, page[page.length - 1]) };
    }
    after = wanted.others.length > 0 ? await endOfWindow(sql, wanted, after) : null;
    if (!after) return { rows, next: null };
  }
  return { rows, next: after };
}

/** The rows of the next window that are wanted. A window is cut first, so that no other index is chosen for it. */
function read<Row>(sql: Sql, wanted: Scan, after: Point | null, limit: number): Promise<Row[]> {
  const { others, table } = wanted;
  const window = from(wanted, after);
  if (others.length === 0) return sql.all<Row>(`SELECT * ${window.text} LIMIT ?`, ...window.values, limit);
  return sql.all<Row>(
    `SELECT * FROM (SELECT * ${window.text} LIMIT ${WINDOW_ROWS}) AS ${table}
     WHERE ${others.map(({ text }) => text).join(' AND ')} ${order(wanted)} LIMIT ?`,
    ...window.values,
    ...others.flatMap(({ values }) => values),
    limit,
  );
}

/** Its last row; null when the list ends within it. */
async function endOfWindow(sql: Sql, wanted: Scan, after: Point | null): Promise<Point | null> {
  const { text, values } = from(wanted, after);
  const columns = `${wanted.time}, ${wanted.tie}`;
  const row = await sql.get<object>(`SELECT ${columns} ${text} LIMIT 1 OFFSET ${WINDOW_ROWS - 1}`, ...values);
  return row ? pointOf(wanted, row) : null;
}

function from(wanted: Scan, after: Point | null): Term {
  const terms = [...wanted.indexed, ...behind(wanted, after)];
  const where = terms.length > 0 ? `WHERE ${terms.map(({ text }) => text).join(' AND ')}` : '';
  return {
    text: `FROM ${wanted.table} ${where} ${order(wanted)}`,
    values: terms.flatMap(({ values }) => values),
  };
}

function order({ time, tie }: Scan): string {
  return `ORDER BY ${time} DESC, ${tie} DESC`;
}

function behind({ time, tie }: Scan, after: Point | null): Term[] {
  return after ? [{ text: `(${time}, ${tie}) < (?, ?)`, values: [...after] }] : [];
}

function pointOf({ time, tie }: Scan, row: object): Point {
  const named = row as Record<string, SqlValue>;
  return [named[time] as number, named[tie]];
}

/** What keeps a search inside a scope; nothing where everything is seen, so that an index alone can answer. */
export function within(scope: Scope): Term[] {
  return scope.everywhere ? [] : [inScopeSql(scope, 'organisation')];
}

/** Any of these values; none of them for an empty list. */
export function anyOf(column: string, wanted: readonly SqlValue[]): Term {
  return { text: `${column} IN (${wanted.map(() => '?').join(', ') || 'NULL'})`, values: [...wanted] };
}

/** The text somewhere in the column, whatever the case of Latin letters. */
export function contains(column: string, text: string): Term {
  const escaped = text.toLowerCase().replace(/[!%_]/g, '!$&');
  return { text: `LOWER(${column}) LIKE ? ESCAPE '!'`, values: [`%${escaped}%`] };
}

/** Either of them. */
export function either(terms: readonly Term[]): Term {
  return {
    text: `(${terms.map(({ text }) => text).join(' OR ')})`,
    values: terms.flatMap(({ values }) => values),
  };
}
