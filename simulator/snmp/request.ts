import { SEQUENCE } from './ber.ts';

/** Kinds of messages. */
export const PDU = {
  get: 0xa0,
  getNext: 0xa1,
  response: 0xa2,
  set: 0xa3,
  getBulk: 0xa5,
  inform: 0xa6,
  trap: 0xa7,
} as const;

/** A message of SNMP version 1 or 2c, still lying in the bytes that came. */
export interface Request {
  /** 0 is version 1, 1 is 2c. */
  version: number;
  community: Buffer;
  pdu: number;
  /** Bytes of the request id. */
  id: Buffer;
  /** Where these begin in the message. */
  idAt: number;
  /** Error status, or of GETBULK the OIDs that are asked once only. */
  second: number;
  /** Error index, or of GETBULK the repetitions of the others. */
  third: number;
  /** Encoded OIDs that are asked for. */
  oids: Buffer[];
  /** Where the list of OIDs begins, and where it ends. */
  listAt: number;
  listEnd: number;
}

/** Understands a message; undefined for anything else. */
export function readRequest(bytes: Buffer): Request | undefined {
  const cursor = { bytes, at: 0, end: bytes.length, length: 0 };
  if (!enter(cursor, SEQUENCE)) return undefined;
  const version = readInteger(cursor);
  if (version !== 0 && version !== 1) return undefined;
  if (!enter(cursor, 4)) return undefined;
  const community = take(cursor);

  const pdu = bytes[cursor.at]!;
  if (!enter(cursor, pdu) || !enter(cursor, 2)) return undefined;
  const idAt = cursor.at;
  const id = take(cursor);
  const second = readInteger(cursor);
  const third = readInteger(cursor);
  if (id.length === 0 || id.length > 8 || second === undefined || third === undefined) return undefined;

  const listAt = cursor.at;
  if (!enter(cursor, SEQUENCE)) return undefined;
  const listEnd = cursor.at + cursor.length;
  const oids: Buffer[] = [];
  while (cursor.at < listEnd) {
    if (!enter(cursor, SEQUENCE)) return undefined;
    const next = cursor.at + cursor.length;
    if (!enter(cursor, 6) || cursor.length === 0) return undefined;
    const oid = take(cursor);
    if (oid[oid.length - 1]! >= 0x80) return undefined;
    oids.push(oid);
    cursor.at = next;
  }
  return { version, community, pdu, id, idAt, second, third, oids, listAt, listEnd };
}

interface Cursor {
  bytes: Buffer;
  at: number;
  end: number;
  /** Of what was entered last. */
  length: number;
}

/** Steps over a tag and its length; false when there is another tag, or less than the length says. */
function enter(cursor: Cursor, tag: number): boolean {
  const { bytes } = cursor;
  if (cursor.at + 2 > cursor.end || bytes[cursor.at] !== tag) return false;
  let length = bytes[cursor.at + 1]!;
  let at = cursor.at + 2;
  if (length >= 0x80) {
    const count = length & 0x7f;
    if (count === 0 || count > 4 || at + count > cursor.end) return false;
    length = bytes.readUIntBE(at, count);
    at += count;
  }
  if (at + length > cursor.end) return false;
  cursor.at = at;
  cursor.length = length;
  return true;
}

function take(cursor: Cursor): Buffer {
  const content = cursor.bytes.subarray(cursor.at, cursor.at + cursor.length);
  cursor.at += cursor.length;
  return content;
}

function readInteger(cursor: Cursor): number | undefined {
  if (!enter(cursor, 2) || cursor.length === 0 || cursor.length > 4) return undefined;
  const content = take(cursor);
  return content.readIntBE(0, content.length);
}
