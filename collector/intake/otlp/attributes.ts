/*
 * Attributes of OpenTelemetry as labels.
 *
 *   KeyValue { string key = 1; AnyValue value = 2 }
 *   AnyValue { string 1 | bool 2 | int64 3 | double 4 | ArrayValue 5 | KeyValueList 6 | bytes 7 }
 *   ArrayValue, KeyValueList { repeated values = 1 }
 */
import type { ProtobufReader } from '../protobuf.ts';

const KEY_VALUE = { key: 0x0a, value: 0x12 };
const ANY = { text: 0x0a, bool: 0x10, int: 0x18, double: 0x21, array: 0x2a, list: 0x32, bytes: 0x3a };
const VALUES = 0x0a;
/** Lists within lists; nobody needs more. */
const MAX_DEPTH = 8;

type Plain = string | number | boolean | bigint | null | Plain[] | { [key: string]: Plain };

/** Attributes by name, values as text; undefined where a text is not UTF-8, or nested without end. */
export type Attributes = ReadonlyMap<string, string>;

/** Reads every `KeyValue` that stands behind `attributeTag` between two places. */
export function readAttributes(
  reader: ProtobufReader,
  start: number,
  end: number,
  attributeTag: number,
): Attributes | undefined {
  const attributes = new Map<string, string>();
  reader.at = start;
  for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
    if (tag !== attributeTag) {
      reader.skip(tag, end);
      continue;
    }
    const pair = readPair(reader, reader.bytesEnd(end), 0);
    if (!pair?.[0] || pair[0] === '__proto__') return undefined;
    attributes.set(pair[0], toText(pair[1]));
  }
  return attributes;
}

function readPair(reader: ProtobufReader, end: number, depth: number): [string, Plain] | undefined {
  let key: string | undefined = '';
  let value: Plain | undefined = null;
  for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
    if (tag === KEY_VALUE.key) key = reader.text(reader.bytesEnd(end));
    else if (tag === KEY_VALUE.value) value = readAny(reader, reader.bytesEnd(end), depth);
    else reader.skip(tag, end);
    if (key === undefined || value === undefined) return undefined;
  }
  return [key, value];
}

function readAny(reader: ProtobufReader, end: number, depth: number): Plain | undefined {
  if (depth > MAX_DEPTH) return undefined;
  let value: Plain | undefined = null;
  for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
    if (tag === ANY.text) value = reader.text(reader.bytesEnd(end));
    else if (tag === ANY.bool) value = reader.varint(end) !== 0;
    else if (tag === ANY.int) value = reader.bigVarint(end);
    else if (tag === ANY.double) value = reader.double(end);
    else if (tag === ANY.array) value = readArray(reader, reader.bytesEnd(end), depth + 1);
    else if (tag === ANY.list) value = readList(reader, reader.bytesEnd(end), depth + 1);
    else if (tag === ANY.bytes) {
      const bytesEnd = reader.bytesEnd(end);
      value = Buffer.from(reader.bytes.subarray(reader.at, bytesEnd)).toString('base64');
      reader.at = bytesEnd;
    } else reader.skip(tag, end);
    // What could not be read was not read to its end.
    if (value === undefined) return undefined;
  }
  return value;
}

function readArray(reader: ProtobufReader, end: number, depth: number): Plain[] | undefined {
  const items: Plain[] = [];
  for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
    if (tag !== VALUES) {
      reader.skip(tag, end);
      continue;
    }
    const item = readAny(reader, reader.bytesEnd(end), depth);
    if (item === undefined) return undefined;
    items.push(item);
  }
  return items;
}

function readList(reader: ProtobufReader, end: number, depth: number): Plain | undefined {
  const pairs: [string, Plain][] = [];
  for (let tag = reader.tag(end); tag !== 0; tag = reader.tag(end)) {
    if (tag !== VALUES) {
      reader.skip(tag, end);
      continue;
    }
    const pair = readPair(reader, reader.bytesEnd(end), depth);
    if (!pair) return undefined;
    pairs.push(pair);
  }
  return Object.fromEntries(pairs);
}

function toText(value: Plain): string {
  if (typeof value === 'string') return value;
  if (value === null) return '';
  if (typeof value !== 'object') return String(value);
  return JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? String(each) : each));
}
