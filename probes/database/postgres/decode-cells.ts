import type { Cell } from '../session.ts';
import { wallTimeMs } from './wall-time.ts';

/** Object ids of the types that are no text; https://www.postgresql.org/docs/current/catalog-pg-type.html */
const TYPE = {
  bool: 16,
  int8: 20,
  int2: 21,
  int4: 23,
  oid: 26,
  float4: 700,
  float8: 701,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
} as const;

const NUMBERS: readonly number[] = [TYPE.int2, TYPE.int4, TYPE.oid, TYPE.float4, TYPE.float8];

/** A cell as the server writes it; `timeZone` is that of the session, for times that name none. */
export function decodeCell(text: string | null, type: number, timeZone: string): Cell {
  if (text === null) return null;
  if (NUMBERS.includes(type)) return Number(text);
  if (type === TYPE.bool) return text === 't';
  if (type === TYPE.int8) return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
  if (type === TYPE.numeric) return Number.isFinite(Number(text)) ? Number(text) : null;
  if (type === TYPE.timestamptz) return timeOf(text.replace(/([+-]\d\d)$/, '$1:00').replace(' ', 'T'));
  if (type === TYPE.timestamp || type === TYPE.date) {
    const ms = wallTimeMs(text, timeZone);
    return ms === undefined ? null : new Date(ms);
  }
  return text;
}

/** Null for infinity, and for times before Christ. */
function timeOf(text: string): Date | null {
  const time = new Date(text);
  return Number.isNaN(time.getTime()) ? null : time;
}
