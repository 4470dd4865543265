import type { DbusCall } from './dbus.ts';

/** Numbers of 64 bits are rounded to doubles; structures, lists and variants become arrays and their content. */
export type DbusValue = string | number | boolean | DbusValue[];

/** An answer: to which request, with which error, with which content. */
export interface DbusReply {
  replyTo: number | undefined;
  error: string | undefined;
  values: DbusValue[];
}

const FIXED_BYTES = 16;
const FIELD = { path: 1, interface: 2, member: 3, error: 4, replySerial: 5, destination: 6, signature: 8 };
const LITTLE_ENDIAN = 0x6c;
const METHOD_CALL = 1;
const PROTOCOL = 1;

/** A method call in little-endian order. */
export function requestBytes(serial: number, call: DbusCall): Buffer {
  const body = new Writer();
  for (const argument of call.body) {
    if (typeof argument === 'string') body.string(argument);
    else body.strings(argument);
  }
  const signature = call.body.map((argument) => (typeof argument === 'string' ? 's' : 'as')).join('');

  const fields = new Writer();
  fields.field(FIELD.path, 'o', call.path);
  fields.field(FIELD.interface, 's', call.interface);
  fields.field(FIELD.member, 's', call.member);
  fields.field(FIELD.destination, 's', call.destination);
  if (signature !== '') fields.field(FIELD.signature, 'g', signature);
  const fieldBytes = fields.length;
  fields.align(8);

  const fixed = Buffer.alloc(FIXED_BYTES);
  fixed.set([LITTLE_ENDIAN, METHOD_CALL, 0, PROTOCOL]);
  fixed.writeUInt32LE(body.length, 4);
  fixed.writeUInt32LE(serial, 8);
  fixed.writeUInt32LE(fieldBytes, 12);
  return Buffer.concat([fixed, fields.bytes(), body.bytes()]);
}

/** Bytes of the first message in here, or undefined when it is not complete yet. */
export function wholeMessageBytes(received: Buffer): number | undefined {
  if (received.length < FIXED_BYTES) return undefined;
  if (received[0] !== LITTLE_ENDIAN) throw new Error('the message bus speaks another byte order');
  const length = FIXED_BYTES + aligned(received.readUInt32LE(12), 8) + received.readUInt32LE(4);
  return received.length < length ? undefined : length;
}

/** Reads one whole message. */
export function readValues(message: Buffer): DbusReply {
  const header = new Reader(message, 12);
  const fields = header.value(parseType('a(yv)').type) as [number, DbusValue][];
  const field = (code: number) => fields.find(([name]) => name === code)?.[1];
  const body = new Reader(message.subarray(aligned(header.at, 8)), 0);
  const values: DbusValue[] = [];
  for (let rest = (field(FIELD.signature) as string | undefined) ?? ''; rest !== ''; ) {
    const parsed = parseType(rest);
    values.push(body.value(parsed.type));
    rest = parsed.rest;
  }
  return {
    replyTo: field(FIELD.replySerial) as number | undefined,
    error: field(FIELD.error) as string | undefined,
    values,
  };
}

/** `a` with its element, `(` with its members, or a single letter. */
interface DbusType {
  letter: string;
  members: DbusType[];
}

function parseType(signature: string): { type: DbusType; rest: string } {
  const letter = signature[0] ?? '';
  if (letter === 'a') {
    const { type, rest } = parseType(signature.slice(1));
    return { type: { letter, members: [type] }, rest };
  }
  if (letter !== '(' && letter !== '{') return { type: { letter, members: [] }, rest: signature.slice(1) };
  const members: DbusType[] = [];
  let rest = signature.slice(1);
  while (rest !== '' && rest[0] !== ')' && rest[0] !== '}') {
    const parsed = parseType(rest);
    members.push(parsed.type);
    rest = parsed.rest;
  }
  return { type: { letter: '(', members }, rest: rest.slice(1) };
}

const ALIGNMENT: Record<string, number> = { y: 1, g: 1, v: 1, n: 2, q: 2, x: 8, t: 8, d: 8, '(': 8 };

class Reader {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  value(type: DbusType): DbusValue {
    this.at = aligned(this.at, ALIGNMENT[type.letter] ?? 4);
    const { bytes, at } = this;
    switch (type.letter) {
      case 'y':
        return bytes.readUInt8(this.step(1));
      case 'b':
        return bytes.readUInt32LE(this.step(4)) === 1;
      case 'n':
        return bytes.readInt16LE(this.step(2));
      case 'q':
        return bytes.readUInt16LE(this.step(2));
      case 'i':
        return bytes.readInt32LE(this.step(4));
      case 'u':
        return bytes.readUInt32LE(this.step(4));
      case 'x':
        return Number(bytes.readBigInt64LE(this.step(8)));
      case 't':
        return Number(bytes.readBigUInt64LE(this.step(8)));
      case 'd':
        return bytes.readDoubleLE(this.step(8));
      case 's':
      case 'o':
        return this.text(bytes.readUInt32LE(this.step(4)));
      case 'g':
        return this.text(bytes.readUInt8(this.step(1)));
      case 'v':
        return this.value(parseType(this.text(bytes.readUInt8(this.step(1)))).type);
      case '(':
        return type.members.map((member) => this.value(member));
      case 'a':
        return this.list(type.members[0] as DbusType);
      default:
        throw new Error(`the message bus sent a value of type ${type.letter} at byte ${at}`);
    }
  }

  private list(element: DbusType): DbusValue[] {
    const length = this.bytes.readUInt32LE(this.step(4));
    this.at = aligned(this.at, ALIGNMENT[element.letter] ?? 4);
    const end = this.at + length;
    const values: DbusValue[] = [];
    while (this.at < end) values.push(this.value(element));
    return values;
  }

  private text(length: number): string {
    const from = this.step(length + 1);
    return this.bytes.toString('utf8', from, from + length);
  }

  private step(count: number): number {
    const from = this.at;
    this.at += count;
    return from;
  }
}

class Writer {
  private readonly parts: Buffer[] = [];
  length = 0;

  bytes(): Buffer {
    return Buffer.concat(this.parts);
  }

  align(to: number): void {
    this.push(Buffer.alloc(aligned(this.length, to) - this.length));
  }

  string(text: string): void {
    this.align(4);
    const bytes = Buffer.from(text);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    this.push(length, bytes, Buffer.alloc(1));
  }

  strings(texts: readonly string[]): void {
    this.align(4);
    const length = Buffer.alloc(4);
    this.push(length);
    const from = this.length;
    for (const text of texts) this.string(text);
    length.writeUInt32LE(this.length - from);
  }

  field(code: number, type: string, text: string): void {
    this.align(8);
    this.push(Buffer.from([code, 1, type.charCodeAt(0), 0]));
    if (type === 'g') this.push(Buffer.from([text.length]), Buffer.from(text), Buffer.alloc(1));
    else this.string(text);
  }

  private push(...parts: Buffer[]): void {
    for (const part of parts) {
      this.parts.push(part);
      this.length += part.length;
    }
  }
}

function aligned(at: number, to: number): number {
  return Math.ceil(at / to) * to;
}
