import { BerReader } from '../../snmp/client/ber.ts';
import { boolean, element, integer, TAG, text } from './write-ber.ts';

const VERSION = 3;
const START_TLS = '1.3.6.1.4.1.1466.20037';
const SCOPES = { base: 0, one: 1, sub: 2 } as const;

/** What is looked for. */
export interface Search {
  base: string;
  scope: keyof typeof SCOPES;
  /** As it travels. */
  filter: Uint8Array;
  /** `1.1` for none. */
  attributes: readonly string[];
  limit: number;
  seconds: number;
}

/** One message of a server, as far as anybody wants it. */
export interface LdapMessage {
  id: number;
  /** Tag of what it is. */
  kind: number;
  /** Of answers that end something; NaN otherwise. */
  resultCode: number;
  /** What the server says besides. */
  diagnostic: string;
  /** Values of an entry, by attribute in lower case. */
  attributes: ReadonlyMap<string, readonly string[]>;
}

export function bindRequest(id: number, dn: string, password: string): Buffer {
  return message(id, element(TAG.bindRequest, integer(VERSION), text(dn), text(password, 0x80)));
}

export function startTlsRequest(id: number): Buffer {
  return message(id, element(TAG.extendedRequest, text(START_TLS, 0x80)));
}

export function unbindRequest(id: number): Buffer {
  return message(id, element(TAG.unbindRequest));
}

export function searchRequest(id: number, search: Search): Buffer {
  const { base, scope, filter, attributes, limit, seconds } = search;
  const never = integer(0, TAG.enumerated);
  return message(
    id,
    element(
      TAG.searchRequest,
      ...[text(base), integer(SCOPES[scope], TAG.enumerated), never, integer(limit), integer(seconds)],
      ...[boolean(false), filter, element(TAG.sequence, ...attributes.map((name) => text(name)))],
    ),
  );
}

/** Reads one whole message; undefined when it follows no rule. */
export function readMessage(bytes: Uint8Array): LdapMessage | undefined {
  const ber = new BerReader(bytes);
  if (!ber.readTag(TAG.sequence, bytes.length)) return undefined;
  const { end } = ber;
  ber.enter();
  if (!ber.readTag(TAG.integer, end)) return undefined;
  const id = ber.integer();
  if (!ber.read(end)) return undefined;
  const { tag: kind, start, end: bodyEnd } = ber;
  const body = { id, kind, resultCode: Number.NaN, diagnostic: '', attributes: new Map<string, string[]>() };
  ber.enter();
  if (kind === TAG.searchEntry) return { ...body, attributes: attributesIn(ber, bodyEnd) };
  if (kind === TAG.searchReference) return body;
  if (start === bodyEnd || !ber.readTag(TAG.enumerated, bodyEnd)) return undefined;
  const resultCode = ber.integer();
  if (!ber.readTag(TAG.octetString, bodyEnd) || !ber.readTag(TAG.octetString, bodyEnd)) return undefined;
  return { ...body, resultCode, diagnostic: textOf(ber) };
}

/** Whole length of the message that begins here; undefined when that is not told yet, NaN when it is none. */
export function messageBytes(bytes: Uint8Array): number | undefined {
  const [tag, first] = bytes;
  if (tag !== undefined && tag !== TAG.sequence) return Number.NaN;
  if (first === undefined) return undefined;
  if (first < 0x80) return 2 + first;
  const count = first & 0x7f;
  if (count === 0 || count > 4) return Number.NaN;
  if (bytes.length < 2 + count) return undefined;
  let length = 0;
  for (let i = 0; i < count; i++) length = length * 256 + (bytes[2 + i] as number);
  return 2 + count + length;
}

function attributesIn(ber: BerReader, end: number): Map<string, string[]> {
  const found = new Map<string, string[]>();
  // The name of the entry, then the list.
  if (!ber.readTag(TAG.octetString, end) || !ber.readTag(TAG.sequence, end)) return found;
  const listEnd = ber.end;
  ber.enter();
  while (ber.readTag(TAG.sequence, listEnd)) {
    const next = ber.end;
    ber.enter();
    if (!ber.readTag(TAG.octetString, next)) break;
    const name = textOf(ber).toLowerCase();
    const values: string[] = [];
    if (ber.readTag(TAG.set, next)) {
      ber.enter();
      while (ber.readTag(TAG.octetString, next)) values.push(textOf(ber));
    }
    found.set(name, values);
    ber.at = next;
  }
  return found;
}

function textOf({ bytes, start, end }: BerReader): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}

function message(id: number, body: Uint8Array): Buffer {
  return element(TAG.sequence, integer(id), body);
}
