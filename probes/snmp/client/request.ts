import { headerBytes, TAG, writeHeader } from './ber.ts';

/** One question in the language of SNMP, whatever its version. */
export interface Request {
  kind: 'get' | 'getNext' | 'getBulk';
  /** Contents of BER OIDs. */
  oids: readonly Uint8Array[];
  /** Rows for each OID; of meaning for `getBulk` only. */
  repetitions: number;
}

const integer32Bytes = 6;
const nullBytes = 2;

/** The datagram of a question in version 1 or 2c. `id` is what `freshId` of the transport gives. */
export function encodeRequest(
  request: Request,
  version: '1' | '2c',
  community: Uint8Array,
  id: number,
): Uint8Array {
  const { kind, oids, repetitions } = request;
  let listLength = 0;
  for (const oid of oids) listLength += elementBytes(varbindLength(oid));
  // Strict agents want integers as short as possible.
  const third = kind === 'getBulk' ? repetitions : 0;
  const thirdLength = third < 0x80 ? 1 : 2;
  const pduLength = integer32Bytes + 3 + 2 + thirdLength + elementBytes(listLength);
  const messageLength = 3 + elementBytes(community.length) + elementBytes(pduLength);

  const bytes = Buffer.allocUnsafe(elementBytes(messageLength));
  let at = writeHeader(bytes, 0, TAG.sequence, messageLength);
  at = writeHeader(bytes, at, TAG.integer, 1);
  bytes[at++] = version === '1' ? 0 : 1;
  at = writeHeader(bytes, at, TAG.octetString, community.length);
  bytes.set(community, at);
  at = writeHeader(bytes, at + community.length, TAG[kind], pduLength);
  at = bytes.writeInt32BE(id, writeHeader(bytes, at, TAG.integer, 4));
  at = writeHeader(bytes, at, TAG.integer, 1);
  bytes[at++] = 0;
  at = writeHeader(bytes, at, TAG.integer, thirdLength);
  at = bytes.writeIntBE(third, at, thirdLength);
  at = writeHeader(bytes, at, TAG.sequence, listLength);
  for (const oid of oids) {
    at = writeHeader(bytes, at, TAG.sequence, varbindLength(oid));
    at = writeHeader(bytes, at, TAG.oid, oid.length);
    bytes.set(oid, at);
    at = writeHeader(bytes, at + oid.length, TAG.null, 0);
  }
  return bytes;
}

function varbindLength(oid: Uint8Array): number {
  return elementBytes(oid.length) + nullBytes;
}

function elementBytes(length: number): number {
  return headerBytes(length) + length;
}
