import type { SqlValue } from '../sql.ts';

/*
 * PostgreSQL holds every text but one: U+0000 is refused. It is kept behind a code point that no text has (U+10FFFF,
 * a noncharacter), so that what a device or a person sent comes back as it was and no row is a poisoned one.
 */
const MARK = '\u{10FFFF}';
const TO_HIDE = /\0|\u{10FFFF}/gu;
const TO_SHOW = /\u{10FFFF}(0|1)/gu;

/** Numbers of PostgreSQL's types, as the server names them in `pg_type`. */
const TYPE = {
  bool: 16,
  bytea: 17,
  int8: 20,
  int2: 21,
  int4: 23,
  oid: 26,
  float4: 700,
  float8: 701,
  numeric: 1700,
};

/** A parameter as it goes to the server. SQLite keeps NaN as NULL. */
export function toParameter(value: SqlValue): string | Uint8Array | null {
  if (value === null) return null;
  if (typeof value === 'string')
    return value.replace(TO_HIDE, (found) => MARK + (found === '\0' ? '0' : '1'));
  if (typeof value !== 'number') return value;
  if (Number.isNaN(value)) return null;
  return Object.is(value, -0) ? '0' : String(value);
}

/** Reads a column as SQLite would give it: numbers, text, bytes. */
export function parserOf(type: number): (text: string) => SqlValue {
  switch (type) {
    case TYPE.int8:
      return wholeNumber;
    case TYPE.int2:
    case TYPE.int4:
    case TYPE.oid:
    case TYPE.float4:
    case TYPE.float8:
    case TYPE.numeric:
      return Number;
    case TYPE.bool:
      return (text) => (text === 't' ? 1 : 0);
    case TYPE.bytea:
      return (text) => new Uint8Array(Buffer.from(text.slice(2), 'hex'));
    default:
      return shown;
  }
}

/** Beyond 2^53 it would be another number. */
function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value)) return value;
  throw new RangeError(`the ledger holds the number ${text}, beyond what is exact here`);
}

function shown(text: string): string {
  return text.includes(MARK) ? text.replace(TO_SHOW, (_, which) => (which === '0' ? '\0' : MARK)) : text;
}
