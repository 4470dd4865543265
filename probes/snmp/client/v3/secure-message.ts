import type { User } from 'net-snmp';
import { type Answer, readVarbinds } from '../answer.ts';
import { BerReader, TAG } from '../ber.ts';
import { decodeOid } from '../oid.ts';
import type { Library } from './library.ts';

/** What a datagram of version 3 says. */
export type SecureMessage =
  | { kind: 'answer'; answer: Answer }
  /** The device's SNMP engine cannot take the question; the OID of a counter says why. */
  | { kind: 'report'; oid: string; engine: string };

const AUTHENTICATED = 1;
const ENCRYPTED = 2;

/**
 * Opens a datagram with a user's keys. Undefined for what follows no rule, what is not signed with these keys, and for
 * an answer below the user's level: only a report may come without signature. `bytes` are as before afterwards.
 */
export function openSecureMessage(bytes: Buffer, user: User, library: Library): SecureMessage | undefined {
  const envelope = readEnvelope(bytes);
  if (!envelope) return undefined;
  const { flags, engine, digest, salt, data } = envelope;
  const isSigned = (flags & AUTHENTICATED) !== 0;
  const isEncrypted = (flags & ENCRYPTED) !== 0;
  const { authProtocol, authKey, privProtocol, privKey } = user;
  if (isSigned) {
    if (!authProtocol || !authKey) return undefined;
    const { isAuthentic } = library.Authentication;
    if (!isAuthentic(bytes, authProtocol, authKey, engine.engineID, digest)) return undefined;
  }
  let scoped: Buffer = data;
  if (isEncrypted) {
    if (!isSigned || !authProtocol || !privProtocol || !privKey) return undefined;
    try {
      scoped = library.Encryption.decryptPdu(privProtocol, data, salt, privKey, authProtocol, engine);
    } catch {
      return undefined;
    }
  }
  const message = readScopedPdu(scoped, engine.engineID);
  if (message?.kind !== 'answer') return message;
  const { SecurityLevel } = library;
  const isEnough =
    (isSigned || user.level === SecurityLevel.noAuthNoPriv) &&
    (isEncrypted || user.level !== SecurityLevel.authPriv);
  return isEnough ? message : undefined;
}

interface Envelope {
  flags: number;
  engine: { engineID: Buffer; engineBoots: number; engineTime: number };
  digest: Buffer;
  salt: Buffer;
  /** The scoped PDU with its header, or its encrypted bytes. */
  data: Buffer;
}

/** RFC 3412 section 6 and RFC 3414 section 2.4. */
function readEnvelope(bytes: Buffer): Envelope | undefined {
  const reader = new BerReader(bytes);
  if (!reader.readTag(TAG.sequence, bytes.length)) return undefined;
  const { end } = reader;
  reader.enter();
  if (!reader.readTag(TAG.integer, end) || reader.integer() !== 3) return undefined;

  if (!reader.readTag(TAG.sequence, end)) return undefined;
  const headerEnd = reader.end;
  reader.enter();
  if (!reader.readTag(TAG.integer, headerEnd) || !reader.readTag(TAG.integer, headerEnd)) return undefined;
  if (!reader.readTag(TAG.octetString, headerEnd) || reader.end - reader.start !== 1) return undefined;
  const flags = bytes[reader.start]!;
  if (!reader.readTag(TAG.integer, headerEnd)) return undefined;
  reader.at = headerEnd;

  if (!reader.readTag(TAG.octetString, end)) return undefined;
  const securityEnd = reader.end;
  reader.enter();
  if (!reader.readTag(TAG.sequence, securityEnd)) return undefined;
  reader.enter();
  const text = () =>
    reader.readTag(TAG.octetString, securityEnd) ? bytes.subarray(reader.start, reader.end) : undefined;
  const counter = () => (reader.readTag(TAG.integer, securityEnd) ? reader.integer() : Number.NaN);
  const engineID = text();
  const engineBoots = counter();
  const engineTime = counter();
  const user = text();
  const digest = text();
  const salt = text();
  if (!engineID || !user || !digest || !salt) return undefined;
  // As unsigned 32-bit numbers they go into the vector of the cipher.
  if (!(engineBoots >= 0 && engineBoots < 2 ** 32 && engineTime >= 0 && engineTime < 2 ** 32))
    return undefined;

  reader.at = securityEnd;
  const dataAt = securityEnd;
  if (!reader.readTag((flags & ENCRYPTED) !== 0 ? TAG.octetString : TAG.sequence, end)) return undefined;
  const dataStart = (flags & ENCRYPTED) !== 0 ? reader.start : dataAt;
  const data = bytes.subarray(dataStart, reader.end);
  return { flags, engine: { engineID, engineBoots, engineTime }, digest, salt, data };
}

function readScopedPdu(bytes: Buffer, engineId: Buffer): SecureMessage | undefined {
  const reader = new BerReader(bytes);
  if (!reader.readTag(TAG.sequence, bytes.length)) return undefined;
  const { end } = reader;
  reader.enter();
  if (!reader.readTag(TAG.octetString, end) || !reader.readTag(TAG.octetString, end)) return undefined;
  if (!reader.read(end)) return undefined;
  const { tag, end: pduEnd } = reader;
  if (tag !== TAG.response && tag !== TAG.report) return undefined;
  reader.enter();
  const [, errorStatus, errorIndex] = [0, 1, 2].map(() =>
    reader.readTag(TAG.integer, pduEnd) ? reader.integer() : Number.NaN,
  ) as [number, number, number];
  if (Number.isNaN(errorStatus + errorIndex)) return undefined;
  const varbinds = readVarbinds(reader, pduEnd);
  if (!varbinds) return undefined;
  if (tag === TAG.response) return { kind: 'answer', answer: { errorStatus, errorIndex, varbinds } };
  const oid = varbinds.next() ? decodeOid(bytes, varbinds.oidStart, varbinds.oidEnd) : undefined;
  return { kind: 'report', oid: oid ?? '', engine: engineId.toString('hex') };
}
