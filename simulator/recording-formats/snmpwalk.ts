import { parseOid } from '../snmp/oid.ts';
import type { SnmpType, SnmpValue } from '../snmp/value.ts';
import {
  addressOf,
  bytesOfHex,
  bytesOfText,
  floatOf,
  numberOf,
  opaqueOf,
  type ReadLine,
  Refused,
} from './line.ts';

/**
 * One value of `snmpwalk`: `.1.3.6… = INTEGER: 30`. Longer ones go on over several lines, joined here by newlines.
 * Undefined for what tells that there is nothing.
 */
export function readWalkLine(line: string): ReadLine | Refused | undefined {
  const [, name = '', rest = ''] = assignment.exec(line) ?? [];
  if (name === '') return new Refused('it is neither OID|TAG|VALUE nor OID = TYPE: VALUE');
  if (nothing.test(rest)) return undefined;
  const parts = parseOid(name.replace(/^\.?iso\b/, '1'));
  if (!parts) return new Refused('its OID is not numbers joined by dots; walk with -On');

  const read = readValue(rest.replace(/^Wrong Type \(should be [^)]*\): /, ''));
  if (!read) return new Refused('its value is not understood');
  return { parts, object: { oid: parts.join('.'), ...read } };
}

/** True when the next line still belongs to this value: hex digits over several lines, or text in open quotes. */
export function wantsMore(line: string, next: string): boolean {
  if (assignment.test(next) && /^\.?(\d+|iso)\./.test(next)) return false;
  const value = line.slice(line.indexOf(' = ') + 3);
  if (value.startsWith('STRING: "')) return !closed.test(value.slice(9));
  return /^(Hex-STRING|BITS|Opaque):/.test(value) && /^\s*[0-9a-f]{2}( |$)/i.test(next);
}

const assignment = /^(\S+) = ?(.*)$/s;
const nothing = /^(No Such (Object|Instance)|No more variables|NULL$)/;
/** A quote at the end that no backslash turns into text. */
const closed = /(^|[^\\])(\\\\)*"\s*$/;

function readValue(text: string): { type: SnmpType; value: SnmpValue } | undefined {
  if (text.trim() === '' || text.trim() === '""') return { type: 'octets', value: new Uint8Array() };
  const [, word = '', rest = ''] = /^([\w -]+?): ?(.*)$/s.exec(text) ?? [];
  const type = types[word.toLowerCase()];
  if (!type) return undefined;
  const value = readers[type](rest, word);
  return value === undefined ? undefined : { type, value };
}

const types: Readonly<Record<string, SnmpType>> = {
  integer: 'integer',
  integer32: 'integer',
  string: 'octets',
  'hex-string': 'octets',
  bits: 'octets',
  oid: 'oid',
  ipaddress: 'ip',
  'network address': 'ip',
  counter32: 'counter32',
  counter64: 'counter64',
  gauge32: 'gauge32',
  unsigned32: 'gauge32',
  timeticks: 'ticks',
  opaque: 'opaque',
};

type Reader = (text: string, word: string) => SnmpValue | undefined;

/** Enumerations come as `up(1)`, some numbers with their unit behind, times with a reading for people. */
const readNumber =
  (type: SnmpType): Reader =>
  (text) => {
    const number = /\((-?\d+)\)/.exec(text)?.[1] ?? /^-?\d+/.exec(text.trim())?.[0];
    return number === undefined ? undefined : numberOf(type, number);
  };

const readers: Readonly<Record<SnmpType, Reader>> = {
  integer: readNumber('integer'),
  counter32: readNumber('counter32'),
  counter64: readNumber('counter64'),
  gauge32: readNumber('gauge32'),
  ticks: readNumber('ticks'),
  null: () => '',
  oid: (text) => parseOid(text.trim().replace(/^\.?iso\b/, '1'))?.join('.'),
  ip: (text, word) => addressOf(word.toLowerCase() === 'ipaddress' ? text : fromColons(text)),
  octets: (text, word) => (word.toLowerCase() === 'string' ? unquote(text) : bytesOfHex(hexOnly(text))),
  opaque: (text) => floatOf(text) ?? opaqueBytes(text),
};

function unquote(text: string): Uint8Array {
  const quoted = /^"(.*)"\s*$/s.exec(text)?.[1];
  return bytesOfText(quoted === undefined ? text : quoted.replace(/\\(["\\])/g, '$1'));
}

/** BITS show names behind their digits. */
function hexOnly(text: string): string {
  return /^(\s*[0-9a-f]{2}(?=\s|$))*/i.exec(text)?.[0] ?? '';
}

function opaqueBytes(text: string): SnmpValue | undefined {
  const bytes = bytesOfHex(hexOnly(text));
  return bytes && bytes.length > 0 ? opaqueOf(bytes) : undefined;
}

function fromColons(text: string): string {
  return text
    .trim()
    .split(':')
    .map((part) => Number.parseInt(part, 16))
    .join('.');
}
