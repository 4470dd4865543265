import type { Oid, SnmpValue } from '../snmp-session.ts';
import { readVarbinds } from './answer.ts';
import { BerReader, TAG } from './ber.ts';
import { decodeOid } from './oid.ts';
import { decodeValue } from './value.ts';

/** What a device sent unasked in version 1 or 2c. */
export interface Notification {
  version: '1' | '2c';
  /** An `inform` wants to be answered, see `encodeInformResponse`. */
  kind: 'trap' | 'inform';
  community: string;
  /** What happened. Traps of version 1 are named as RFC 3584 section 3.1 translates them. */
  trapOid: Oid;
  /** How long the sender runs, in hundredths of a second. */
  uptimeTicks: number | undefined;
  /** Who it is about: version 1 tells it, and relays of version 2c do. */
  agentAddress: string | undefined;
  /** Of version 1 only. */
  enterprise?: Oid;
  generic?: number;
  specific?: number;
  /** Without uptime and name, which stand above. */
  varbinds: { oid: Oid; value: SnmpValue | undefined }[];
}

const sysUpTime = '1.3.6.1.2.1.1.3.0';
const snmpTrapOid = '1.3.6.1.6.3.1.1.4.1.0';
const snmpTrapAddress = '1.3.6.1.6.3.18.1.3.0';
const standardTraps = '1.3.6.1.6.3.1.1.5';
const enterpriseSpecific = 6;

/** Reads a notification; undefined for everything else, version 3 too. */
export function decodeNotification(bytes: Uint8Array): Notification | undefined {
  const reader = new BerReader(bytes);
  if (!reader.readTag(TAG.sequence, bytes.length)) return undefined;
  const { end } = reader;
  reader.enter();
  if (!reader.readTag(TAG.integer, end)) return undefined;
  const version = reader.integer();
  if (!reader.readTag(TAG.octetString, end)) return undefined;
  const community = Buffer.from(bytes.subarray(reader.start, reader.end)).toString();
  if (!reader.read(end)) return undefined;
  const { tag, end: pduEnd } = reader;
  reader.enter();
  if (version === 0 && tag === TAG.trapV1) return readTrapV1(reader, pduEnd, community);
  if (version === 1 && (tag === TAG.trapV2 || tag === TAG.inform)) {
    return readTrapV2(reader, pduEnd, community, tag === TAG.inform ? 'inform' : 'trap');
  }
  return undefined;
}

/**
 * The answer that ends the repeats of an inform: the same message as a response. Only for bytes that
 * `decodeNotification` called an inform.
 */
export function encodeInformResponse(bytes: Uint8Array): Uint8Array {
  const reader = new BerReader(bytes);
  reader.read(bytes.length);
  const messageEnd = reader.end;
  reader.enter();
  reader.read(messageEnd);
  reader.read(messageEnd);
  const answer = Uint8Array.prototype.slice.call(bytes, 0, messageEnd);
  answer[reader.at] = TAG.response;
  return answer;
}

function readTrapV1(reader: BerReader, end: number, community: string): Notification | undefined {
  const { bytes } = reader;
  if (!reader.readTag(TAG.oid, end)) return undefined;
  const enterprise = decodeOid(bytes, reader.start, reader.end);
  if (enterprise === undefined || !reader.readTag(TAG.ipAddress, end)) return undefined;
  const address = decodeValue(bytes, TAG.ipAddress, reader.start, reader.end);
  if (!reader.readTag(TAG.integer, end)) return undefined;
  const generic = reader.integer();
  if (!reader.readTag(TAG.integer, end)) return undefined;
  const specific = reader.integer();
  if (!reader.readTag(TAG.timeTicks, end)) return undefined;
  const uptime = decodeValue(bytes, TAG.timeTicks, reader.start, reader.end);
  const varbinds = readAll(reader, end);
  if (!varbinds || !(generic >= 0) || Number.isNaN(specific)) return undefined;
  return {
    version: '1',
    kind: 'trap',
    community,
    trapOid:
      generic < enterpriseSpecific ? `${standardTraps}.${generic + 1}` : `${enterprise}.0.${specific >>> 0}`,
    uptimeTicks: typeof uptime === 'number' ? uptime : undefined,
    agentAddress: typeof address === 'string' ? address : undefined,
    enterprise,
    generic,
    specific,
    varbinds,
  };
}

function readTrapV2(
  reader: BerReader,
  end: number,
  community: string,
  kind: 'trap' | 'inform',
): Notification | undefined {
  for (let i = 0; i < 3; i++) if (!reader.readTag(TAG.integer, end)) return undefined;
  const varbinds = readAll(reader, end);
  const told = (wanted: Oid) => varbinds?.find(({ oid }) => oid === wanted)?.value;
  const trapOid = told(snmpTrapOid);
  if (!varbinds || typeof trapOid !== 'string') return undefined;
  const uptime = told(sysUpTime);
  const address = told(snmpTrapAddress);
  return {
    version: '2c',
    kind,
    community,
    trapOid,
    uptimeTicks: typeof uptime === 'number' ? uptime : undefined,
    agentAddress: typeof address === 'string' ? address : undefined,
    varbinds: varbinds.filter(({ oid }) => oid !== sysUpTime && oid !== snmpTrapOid),
  };
}

function readAll(reader: BerReader, end: number): Notification['varbinds'] | undefined {
  const varbinds = readVarbinds(reader, end);
  if (!varbinds) return undefined;
  const all: Notification['varbinds'] = [];
  while (varbinds.next()) {
    const oid = decodeOid(varbinds.bytes, varbinds.oidStart, varbinds.oidEnd);
    if (oid === undefined) return undefined;
    all.push({ oid, value: varbinds.value() });
  }
  return all;
}
