import type { Oid, SnmpValue, WalkEnd } from '../snmp-session.ts';
import type { Varbinds } from './answer.ts';
import { TAG } from './ber.ts';
import { comesAfter, decodeIndex, encodeOid, sameBytes } from './oid.ts';

/** A column while it is walked. */
export interface WalkingColumn {
  oid: Oid;
  /** The bytes of its own OID, and of the OID behind which the next row is asked for. */
  prefix: Uint8Array;
  position: Uint8Array;
  indexes: string[];
  values: SnmpValue[];
  /** Rows with a value, and those without (which are left out). */
  rows: number;
  end: WalkEnd | undefined;
}

export function startColumn(oid: Oid): WalkingColumn {
  const prefix = encodeOid(oid);
  return { oid, prefix, position: prefix, indexes: [], values: [], rows: 0, end: undefined };
}

/**
 * Takes the rows of an answer, which has one value for each column and then the next. Returns how many rows it saw. Each
 * column ends for itself: where its subtree does, at the limit of rows, and where a device goes back or in circles.
 * Undefined, and nothing taken, when the device mixed the columns up.
 */
export function takeRows(
  columns: readonly WalkingColumn[],
  varbinds: Varbinds,
  maxRows: number,
): number | undefined {
  const { bytes } = varbinds;
  const before = columns.map(({ rows, indexes }) => ({ rows, kept: indexes.length }));
  // Where the last OID of each column lies in this answer; those from earlier answers lie in `position`.
  const lastStart = new Array<number>(columns.length).fill(-1);
  const lastEnd = new Array<number>(columns.length).fill(-1);
  let seen = 0;
  // The columns of one row mostly share an index: its text is made once.
  let indexStart = 0;
  let indexEnd = 0;
  let index: string | undefined;

  for (let at = 0; varbinds.next(); at = at + 1 === columns.length ? 0 : at + 1) {
    const column = columns[at]!;
    if (column.end !== undefined) continue;
    const { oidStart, oidEnd, tag } = varbinds;
    const ownEnd = oidStart + column.prefix.length;
    const isInside = ownEnd <= oidEnd && isPrefix(column.prefix, bytes, oidStart);
    if (!isInside || isException(tag)) {
      if (!isInside && isMixedUp(column, columns, varbinds)) {
        for (const [i, { rows, kept }] of before.entries()) giveBack(columns[i]!, rows, kept);
        return undefined;
      }
      column.end = 'whole';
      continue;
    }
    const isAfter =
      lastStart[at]! >= 0
        ? comesAfter(bytes, lastStart[at]!, lastEnd[at]!, bytes, oidStart, oidEnd)
        : comesAfter(column.position, 0, column.position.length, bytes, oidStart, oidEnd);
    if (!isAfter) {
      column.end = 'not_increasing';
      continue;
    }
    if (column.rows >= maxRows) {
      column.end = 'too_many_rows';
      continue;
    }
    if (index === undefined || !sameBytes(bytes, indexStart, indexEnd, bytes, ownEnd, oidEnd)) {
      index = decodeIndex(bytes, ownEnd, oidEnd);
      indexStart = ownEnd;
      indexEnd = oidEnd;
    }
    if (index === undefined) {
      column.end = 'not_increasing';
      continue;
    }
    lastStart[at] = oidStart;
    lastEnd[at] = oidEnd;
    column.rows++;
    seen++;
    const value = varbinds.value();
    if (value === undefined) continue;
    column.indexes.push(index);
    column.values.push(value);
  }
  for (const [at, column] of columns.entries()) {
    if (lastStart[at]! < 0) continue;
    column.position = Uint8Array.prototype.slice.call(bytes, lastStart[at], lastEnd[at]);
  }
  return seen;
}

/** Whether a value belongs to another column, before this one: devices lose count where several are asked for. */
function isMixedUp(
  column: WalkingColumn,
  columns: readonly WalkingColumn[],
  { bytes, oidStart, oidEnd }: Varbinds,
): boolean {
  if (comesAfter(column.position, 0, column.position.length, bytes, oidStart, oidEnd)) return false;
  return columns.some(({ prefix }) => oidStart + prefix.length < oidEnd && isPrefix(prefix, bytes, oidStart));
}

function giveBack(column: WalkingColumn, rows: number, kept: number): void {
  column.rows = rows;
  column.indexes.length = kept;
  column.values.length = kept;
  column.end = undefined;
}

function isPrefix(prefix: Uint8Array, bytes: Uint8Array, start: number): boolean {
  // From the end: columns of one table differ there.
  for (let i = prefix.length - 1; i >= 0; i--) {
    if (prefix[i] !== bytes[start + i]) return false;
  }
  return true;
}

function isException(tag: number): boolean {
  return tag === TAG.endOfMibView || tag === TAG.noSuchInstance || tag === TAG.noSuchObject;
}
