import { parseOid } from '../snmp/oid.ts';
import { type SnmpType, type SnmpValue, TAGS } from '../snmp/value.ts';
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
import { parseVariation, variationAt } from './variation.ts';

/**
 * One line `OID|TAG|VALUE`. `x` behind the tag means that the value is in hex, `:numeric` that it holds the options
 * of a value that moves.
 */
export function readRecordLine(line: string): ReadLine | Refused {
  const tagAt = line.indexOf('|') + 1;
  const valueAt = line.indexOf('|', tagAt) + 1;
  if (valueAt === 0) return new Refused('there is no value behind the tag');
  const oid = line.slice(0, tagAt - 1).trim();
  const parts = parseOid(oid);
  if (!parts) return new Refused('its OID is not numbers joined by dots');

  const tag = tagPattern.exec(line.slice(tagAt, valueAt - 1).trim());
  const type = tag ? types.get(Number(tag[1])) : undefined;
  if (!tag || !type) return new Refused(`its tag is none of ${[...types.keys()].join(', ')}`);
  const text = line.slice(valueAt);
  if (tag[3]) return readVariation(parts, type, tag[3], text);

  const value = tag[2] ? fromHex(type, text) : fromText(type, text);
  if (value === undefined) return new Refused(`its value is no ${type}`);
  return { parts, object: { oid: parts.join('.'), type, value } };
}

const tagPattern = /^(\d+)(x)?(?::(\w+))?$/;
const types = new Map(Object.entries(TAGS).map(([type, tag]) => [tag as number, type as SnmpType]));

function readVariation(parts: number[], type: SnmpType, module: string, text: string): ReadLine | Refused {
  const variation = module === 'numeric' ? parseVariation(text) : undefined;
  if (!variation) return new Refused(`its variation ${module} is not understood: only numeric is`);
  const value = numberOf(type, String(variationAt(variation, 0)));
  if (value === undefined) return new Refused(`its variation starts outside of ${type}`);
  return { parts, object: { oid: parts.join('.'), type, value, variation } };
}

function fromText(type: SnmpType, text: string): SnmpValue | undefined {
  if (type === 'octets') return bytesOfText(text);
  if (type === 'null') return '';
  if (type === 'oid') return parseOid(text.trim())?.join('.');
  if (type === 'ip') return addressOf(text);
  if (type === 'opaque') return floatOf(text) ?? bytesOfText(text);
  return numberOf(type, text);
}

function fromHex(type: SnmpType, text: string): SnmpValue | undefined {
  const bytes = bytesOfHex(text);
  if (!bytes) return undefined;
  if (type === 'octets') return bytes;
  if (type === 'ip') return bytes.length === 4 ? [...bytes].join('.') : undefined;
  if (type === 'opaque') return opaqueOf(bytes);
  return undefined;
}
