import { domainToASCII } from 'node:url';
import { shortIPv6 } from './answer-text.ts';
import { type RecordType, TYPES } from './record-types.ts';

/** One question, as it travels. */
export interface DnsQuestion {
  id: number;
  name: string;
  type: RecordType;
  isRecursive: boolean;
}

/** What a server answered. */
export interface DnsAnswer {
  rcode: number;
  isTruncated: boolean;
  isAuthoritative: boolean;
  /** Of the type that was asked for; names without the last dot, in lower case. */
  records: readonly { text: string; ttlSeconds: number; serial?: number }[];
}

const HEADER_BYTES = 12;
const CLASS_INTERNET = 1;
const FLAG = { response: 0x8000, authoritative: 0x0400, truncated: 0x0200, recursive: 0x0100 };
/** What an answer needs that is honest; one that points in circles needs more. */
const MOST_JUMPS = 64;
const MOST_RECORDS = 1_000;

/** The bytes of a question. Throws a sentence when the name cannot be one. */
export function encodeQuestion({ id, name, type, isRecursive }: DnsQuestion): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(isRecursive ? FLAG.recursive : 0, 2);
  header.writeUInt16BE(1, 4);
  const tail = Buffer.alloc(4);
  tail.writeUInt16BE(TYPES[type], 0);
  tail.writeUInt16BE(CLASS_INTERNET, 2);
  return Buffer.concat([header, encodeName(name), tail]);
}

/** Whether a message is an answer to this question and to no other. */
export function isAnswerTo(message: Buffer, question: Buffer): boolean {
  if (message.length < HEADER_BYTES || message.readUInt16BE(0) !== question.readUInt16BE(0)) return false;
  if ((message.readUInt16BE(2) & FLAG.response) === 0) return false;
  // A server that did not understand the question need not repeat it.
  if (message.readUInt16BE(4) === 0) return message.length === HEADER_BYTES;
  const asked = message.subarray(HEADER_BYTES, question.length).toString('latin1').toLowerCase();
  return asked === question.subarray(HEADER_BYTES).toString('latin1').toLowerCase();
}

/** Reads an answer to a question that is repeated in it. Throws when it follows no rule. */
export function decodeAnswer(message: Buffer, question: Buffer, type: RecordType): DnsAnswer {
  const flags = message.readUInt16BE(2);
  const records: { text: string; ttlSeconds: number; serial?: number }[] = [];
  const count = Math.min(message.readUInt16BE(6), MOST_RECORDS);
  let at = message.readUInt16BE(4) === 0 ? HEADER_BYTES : question.length;
  for (let i = 0; i < count; i++) {
    at = readName(message, at).end;
    if (at + 10 > message.length) break;
    const found = message.readUInt16BE(at);
    const ttlSeconds = message.readUInt32BE(at + 4);
    const start = at + 10;
    const end = start + message.readUInt16BE(at + 8);
    if (end > message.length) break;
    if (found === TYPES[type]) records.push({ ttlSeconds, ...readData(message, type, start, end) });
    at = end;
  }
  return {
    rcode: flags & 0xf,
    isTruncated: (flags & FLAG.truncated) !== 0,
    isAuthoritative: (flags & FLAG.authoritative) !== 0,
    records,
  };
}

function encodeName(name: string): Buffer {
  const ascii = /^[ -~]*$/.test(name) ? name : domainToASCII(name);
  const labels = ascii.replace(/\.$/, '').split('.');
  if (ascii === '.') return Buffer.from([0]);
  const parts = labels.map((label) => {
    if (label.length < 1 || label.length > 63)
      throw new Error(`"${name}" is no name that a server can be asked for`);
    return Buffer.concat([Buffer.from([label.length]), Buffer.from(label, 'latin1')]);
  });
  return Buffer.concat([...parts, Buffer.from([0])]);
}

/** A name and where it ends; pointers lead back to earlier places. */
function readName(message: Buffer, start: number): { name: string; end: number } {
  const labels: string[] = [];
  let at = start;
  let end = 0;
  for (let jumps = 0; jumps < MOST_JUMPS; ) {
    const length = byteAt(message, at);
    if (length === 0) return { name: labels.join('.').toLowerCase(), end: end || at + 1 };
    if ((length & 0xc0) === 0xc0) {
      end ||= at + 2;
      at = ((length & 0x3f) << 8) | byteAt(message, at + 1);
      jumps++;
      continue;
    }
    if (length > 63 || labels.length > 127) break;
    labels.push(message.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  throw new Error('a name in the answer follows no rule');
}

function readData(
  message: Buffer,
  type: RecordType,
  start: number,
  end: number,
): { text: string; serial?: number } {
  const nameAt = (at: number): string => readName(message, at).name;
  const numberAt = (at: number): number => (byteAt(message, at) << 8) | byteAt(message, at + 1);
  switch (type) {
    case 'A':
      return { text: [...message.subarray(start, end)].join('.') };
    case 'AAAA': {
      const groups = Array.from({ length: 8 }, (_, i) =>
        numberAt(start + 2 * i)
          .toString(16)
          .padStart(4, '0'),
      );
      return { text: shortIPv6(groups) };
    }
    case 'MX':
      return { text: `${numberAt(start)} ${nameAt(start + 2)}` };
    case 'SRV': {
      const [priority, weight, port] = [0, 2, 4].map((at) => numberAt(start + at));
      return { text: `${priority} ${weight} ${port} ${nameAt(start + 6)}` };
    }
    case 'TXT':
      return { text: readTexts(message, start, end) };
    case 'SOA':
      return readSoa(message, start, end);
    default:
      return { text: nameAt(start) };
  }
}

function readTexts(message: Buffer, start: number, end: number): string {
  const texts: string[] = [];
  for (let at = start; at < end; at += 1 + byteAt(message, at)) {
    texts.push(message.toString('utf8', at + 1, Math.min(end, at + 1 + byteAt(message, at))));
  }
  return texts.join('');
}

function readSoa(message: Buffer, start: number, end: number): { text: string; serial: number } {
  const primary = readName(message, start);
  const person = readName(message, primary.end);
  if (person.end + 20 > end) throw new Error('the SOA record is too short');
  const numbers = [0, 4, 8, 12, 16].map((at) => message.readUInt32BE(person.end + at));
  return { text: [primary.name, person.name, ...numbers].join(' '), serial: numbers[0] as number };
}

function byteAt(message: Buffer, at: number): number {
  const byte = message[at];
  if (byte === undefined) throw new Error('the answer ends in the middle of a record');
  return byte;
}
