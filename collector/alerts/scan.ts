import { setImmediate as breathe } from 'node:timers/promises';
import type { Sql, SqlValue } from '#collector/ledger/sql.ts';

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
    const floor = wanted.others.length > 0 ? await floorOf(sql, wanted, after) : null;
    const found = await read<Row>(sql, wanted, after, floor, wanted.limit + 1 - rows.length);
    rows.push(...found);
    if (rows.length > wanted.limit) {
      const page = rows.slice(0, wanted.limit);
      return { rows: page, next: pointOf(wanted, page[page.length - 1]) };
    }
    if (!floor) return { rows, next: null };
    after = floor;
  }
  return { rows, next: after };
}

/** The last row of the next window; null when the list ends within it. */
async function floorOf(sql: Sql, wanted: Scan, after: Point | null): Promise<Point | null> {
  const where = together(wanted, [...wanted.indexed, ...behind(wanted, after)]);
  const row = await sql.get<object>(
    `SELECT ${wanted.time}, ${wanted.tie} FROM ${where.text} LIMIT 1 OFFSET ?`,
    ...where.values,
    WINDOW_ROWS - 1,
  );
  return row ? pointOf(wanted, row) : null;
}

function read<Row>(
  sql: Sql,
  wanted: Scan,
  after: Point | null,
  floor: Point | null,
  limit: number,
): Promise<Row[]> {
  const { indexed, others, time, tie } = wanted;
  const until = floor ? [{ text: `(${time}, ${tie}) >= (?, ?)`, values: [...floor] }] : [];
  const where = together(wanted, [...indexed, ...behind(wanted, after), ...until, ...others]);
  return sql.all<Row>(`SELECT * FROM ${where.text} LIMIT ?`, ...where.values, limit);
}

function behind({ time, tie }: Scan, after: Point | null): Term[] {
  return after ? [{ text: `(${time}, ${tie}) < (?, ?)`, values: [...after] }] : [];
}

function together({ table, time, tie }: Scan, terms: readonly Term[]): Term {
  const texts = terms.map(({ text }) => text);
  return {
    text: `${table} WHERE ${texts.length > 0 ? texts.join(' AND ') : '1 = 1'} ORDER BY ${time} DESC, ${tie} DESC`,
    values: terms.flatMap(({ values }) => values),
  };
}

function pointOf({ time, tie }: Scan, row: object): Point {
  const named = row as Record<string, SqlValue>;
  return [named[time] as number, named[tie]];
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
