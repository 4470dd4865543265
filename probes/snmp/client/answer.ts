import type { SnmpValue } from '../snmp-session.ts';
import { BerReader, TAG } from './ber.ts';
import { decodeValue } from './value.ts';

/**
 * The values of an answer, read one after another. What is read stays the same objects, so that a walk makes
 * nothing but what it keeps.
 */
export interface Varbinds {
  /** Goes to the next one, or the first; false when there is none. */
  next(): boolean;
  /** Where the contents of its OID lie. */
  readonly bytes: Uint8Array;
  readonly oidStart: number;
  readonly oidEnd: number;
  readonly tag: number;
  /** Undefined for the three exceptions, for NULL, and for what makes no sense. */
  value(): SnmpValue | undefined;
}

/** What a device answered to one question. */
export interface Answer {
  /** RFC 3416 error-status and error-index. */
  errorStatus: number;
  errorIndex: number;
  varbinds: Varbinds;
}

/** Such an answer in version 1 or 2c. */
export interface CommunityAnswer extends Answer {
  id: number;
}

/** RFC 3416. */
export const ERROR_STATUS = {
  tooBig: 1,
  noSuchName: 2,
  genErr: 5,
  noAccess: 6,
  authorizationError: 16,
} as const;

/**
 * An answer in version 1 or 2c; undefined for everything else. The whole structure is checked here, so that reading
 * the values cannot fail half-way.
 */
export function decodeAnswer(bytes: Uint8Array): CommunityAnswer | undefined {
  const reader = new BerReader(bytes);
  if (!reader.readTag(TAG.sequence, bytes.length)) return undefined;
  const messageEnd = reader.end;
  reader.enter();
  if (!reader.readTag(TAG.integer, messageEnd)) return undefined;
  const version = reader.integer();
  if (version !== 0 && version !== 1) return undefined;
  if (!reader.readTag(TAG.octetString, messageEnd)) return undefined;
  if (!reader.readTag(TAG.response, messageEnd)) return undefined;
  const pduEnd = reader.end;
  reader.enter();
  const id = readInteger(reader, pduEnd);
  const errorStatus = readInteger(reader, pduEnd);
  const errorIndex = readInteger(reader, pduEnd);
  if (Number.isNaN(id + errorStatus + errorIndex)) return undefined;
  const varbinds = readVarbinds(reader, pduEnd);
  return varbinds && { id, errorStatus, errorIndex, varbinds };
}

function readInteger(reader: BerReader, limit: number): number {
  return reader.readTag(TAG.integer, limit) ? reader.integer() : Number.NaN;
}

/** The list of values at which a reader stands; undefined when it is not one from beginning to end. */
export function readVarbinds(reader: BerReader, limit: number): Varbinds | undefined {
  if (!reader.readTag(TAG.sequence, limit)) return undefined;
  const { start, end } = reader;
  reader.enter();
  while (reader.at < end) {
    if (!reader.readTag(TAG.sequence, end)) return undefined;
    const varbindEnd = reader.end;
    reader.enter();
    if (!reader.readTag(TAG.oid, varbindEnd) || reader.end === reader.start) return undefined;
    if (!reader.read(varbindEnd)) return undefined;
    reader.at = varbindEnd;
  }
  return new BerVarbinds(reader.bytes, start, end);
}

/** Reads a list that `readVarbinds` has checked. */
class BerVarbinds implements Varbinds {
  readonly bytes: Uint8Array;
  oidStart = 0;
  oidEnd = 0;
  tag = 0;
  #reader: BerReader;
  #end: number;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.#reader = new BerReader(bytes, start);
    this.#end = end;
  }

  next(): boolean {
    const reader = this.#reader;
    if (reader.at >= this.#end) return false;
    reader.read(this.#end);
    const varbindEnd = reader.end;
    reader.enter();
    reader.read(varbindEnd);
    this.oidStart = reader.start;
    this.oidEnd = reader.end;
    reader.read(varbindEnd);
    this.tag = reader.tag;
    reader.at = varbindEnd;
    return true;
  }

  value(): SnmpValue | undefined {
    return decodeValue(this.bytes, this.tag, this.#reader.start, this.#reader.end);
  }
}
