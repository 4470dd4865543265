import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import type { Oid } from '../snmp-session.ts';
import { BerReader, TAG } from './ber.ts';
import { decodeOid, encodeOid } from './oid.ts';

/** What a test's device was asked, in version 1 or 2c. */
export interface Asked {
  bytes: Buffer;
  version: number;
  community: string;
  /** Tag of its PDU. */
  kind: number;
  id: number;
  repetitions: number;
  oids: Oid[];
  from: RemoteInfo;
}

/** One value of a test's device: OID, tag, contents. */
export type Varbind = [oid: Oid, tag: number, contents: Uint8Array];

/** A UDP socket on loopback that answers as a test wishes. */
export interface TestDevice {
  port: number;
  asked: Asked[];
  /** From where it is asked. */
  send(bytes: Uint8Array, to: RemoteInfo): void;
  close(): Promise<void>;
}

/** Starts one. `answer` returns the datagrams to send back, at once. */
export async function startDevice(
  answer: (asked: Asked, count: number) => readonly Uint8Array[],
): Promise<TestDevice> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const asked: Asked[] = [];
  const send = (bytes: Uint8Array, to: RemoteInfo) => socket.send(bytes, to.port, to.address);
  socket.on('message', (bytes, from) => {
    const one = readAsked(bytes, from);
    asked.push(one);
    for (const datagram of answer(one, asked.length)) send(datagram, from);
  });
  return {
    port: socket.address().port,
    asked,
    send,
    close: async () => {
      socket.close();
      await once(socket, 'close');
    },
  };
}

/** Answers as it should, out of values in the order of their OIDs. */
export function answerFrom(values: readonly Varbind[], asked: Asked): Varbind[] {
  const next = (oid: Oid): Varbind => {
    const found = values.find(([other]) => isBehind(other, oid));
    return found ?? [oid, TAG.endOfMibView, none];
  };
  if (asked.kind === TAG.get) {
    return asked.oids.map(
      (oid) => values.find(([other]) => other === oid) ?? [oid, TAG.noSuchInstance, none],
    );
  }
  let row = asked.oids;
  const answer: Varbind[] = [];
  for (let i = 0; i < (asked.kind === TAG.getBulk ? asked.repetitions : 1); i++) {
    const found = row.map(next);
    answer.push(...found);
    row = found.map(([oid]) => oid);
  }
  return answer;
}

/** The datagram of an answer. */
export function response(
  asked: Asked,
  varbinds: readonly Varbind[],
  { status = 0, index = 0, id = asked.id } = {},
): Buffer {
  const list = varbinds.map(([oid, tag, contents]) =>
    element(TAG.sequence, element(TAG.oid, encodeOid(oid)), element(tag, contents)),
  );
  return element(
    TAG.sequence,
    element(TAG.integer, integer(asked.version)),
    element(TAG.octetString, Buffer.from(asked.community)),
    element(
      TAG.response,
      element(TAG.integer, integer(id)),
      element(TAG.integer, integer(status)),
      element(TAG.integer, integer(index)),
      element(TAG.sequence, ...list),
    ),
  );
}

/** The same OIDs without values, as in answers that tell an error. */
export function echo(asked: Asked): Varbind[] {
  return asked.oids.map((oid) => [oid, TAG.null, none]);
}

export const none = new Uint8Array();

/** The contents of an INTEGER of four bytes. */
export function integer(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

/** Rows 1 to `count` of some columns, each with its index as value. */
export function table(columns: readonly Oid[], count: number): Varbind[] {
  return columns.flatMap((column) =>
    Array.from(
      { length: count },
      (_, row): Varbind => [`${column}.${row + 1}`, TAG.integer, integer(row + 1)],
    ),
  );
}

/** One element of BER. */
export function element(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(contents);
  const header = body.length < 0x80 ? [tag, body.length] : [tag, 0x82, body.length >> 8, body.length & 0xff];
  return Buffer.concat([Buffer.from(header), body]);
}

function readAsked(bytes: Buffer, from: RemoteInfo): Asked {
  const reader = new BerReader(bytes);
  const end = bytes.length;
  const number = () => {
    reader.read(end);
    return reader.integer();
  };
  reader.read(end);
  reader.enter();
  const version = number();
  reader.read(end);
  const community = bytes.toString('utf8', reader.start, reader.end);
  reader.read(end);
  const kind = reader.tag;
  reader.enter();
  const id = number();
  number();
  const repetitions = number();
  const oids: Oid[] = [];
  reader.read(end);
  reader.enter();
  while (reader.read(end)) {
    reader.enter();
    reader.read(end);
    oids.push(decodeOid(bytes, reader.start, reader.end) ?? '');
    reader.read(end);
  }
  return { bytes, version, community, kind, id, repetitions, oids, from };
}

function isBehind(oid: Oid, before: Oid): boolean {
  const a = before.split('.').map(Number);
  const b = oid.split('.').map(Number);
  const at = a.findIndex((number, i) => number !== b[i]);
  return at < 0 ? b.length > a.length : (b[at] ?? -1) > a[at]!;
}
