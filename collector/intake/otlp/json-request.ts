/*
 * OTLP in JSON, turned into the bytes of its binary form, so that one reader understands both.
 * https://protobuf.dev/programming-guides/json/ with the differences of https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding:
 * names in lowerCamelCase or as in the .proto file, enums as numbers, integers of 64 bits as text or numbers, unknown
 * fields are passed over.
 */
import { BadOtlpError } from './answers.ts';

type Kind = 'string' | 'base64' | 'bool' | 'varint' | 'int64' | 'fixed64' | 'sfixed64' | 'double' | Message;

/** Fields by their name in the .proto file: number, kind, and whether there may be several. */
interface Message {
  readonly [name: string]: readonly [number: number, kind: Kind | (() => Message), many?: 'many'];
}

const anyValue: Message = {
  string_value: [1, 'string'],
  bool_value: [2, 'bool'],
  int_value: [3, 'int64'],
  double_value: [4, 'double'],
  array_value: [5, () => arrayValue],
  kvlist_value: [6, () => listValue],
  bytes_value: [7, 'base64'],
};
const arrayValue: Message = { values: [1, anyValue, 'many'] };
const keyValue: Message = { key: [1, 'string'], value: [2, anyValue] };
const listValue: Message = { values: [1, keyValue, 'many'] };

const numberPoint: Message = {
  time_unix_nano: [3, 'fixed64'],
  as_double: [4, 'double'],
  exemplars: [5, {}, 'many'],
  as_int: [6, 'sfixed64'],
  attributes: [7, keyValue, 'many'],
  flags: [8, 'varint'],
};
const histogramPoint: Message = {
  time_unix_nano: [3, 'fixed64'],
  count: [4, 'fixed64'],
  sum: [5, 'double'],
  bucket_counts: [6, 'fixed64', 'many'],
  explicit_bounds: [7, 'double', 'many'],
  exemplars: [8, {}, 'many'],
  attributes: [9, keyValue, 'many'],
  flags: [10, 'varint'],
};
const exponentialPoint: Message = {
  attributes: [1, keyValue, 'many'],
  time_unix_nano: [3, 'fixed64'],
  count: [4, 'fixed64'],
  sum: [5, 'double'],
  flags: [10, 'varint'],
  exemplars: [11, {}, 'many'],
};
const summaryPoint: Message = {
  time_unix_nano: [3, 'fixed64'],
  count: [4, 'fixed64'],
  sum: [5, 'double'],
  quantile_values: [6, { quantile: [1, 'double'], value: [2, 'double'] }, 'many'],
  attributes: [7, keyValue, 'many'],
  flags: [8, 'varint'],
};
const metric: Message = {
  name: [1, 'string'],
  unit: [3, 'string'],
  gauge: [5, { data_points: [1, numberPoint, 'many'] }],
  sum: [
    7,
    {
      data_points: [1, numberPoint, 'many'],
      aggregation_temporality: [2, 'varint'],
      is_monotonic: [3, 'bool'],
    },
  ],
  histogram: [9, { data_points: [1, histogramPoint, 'many'], aggregation_temporality: [2, 'varint'] }],
  exponential_histogram: [
    10,
    { data_points: [1, exponentialPoint, 'many'], aggregation_temporality: [2, 'varint'] },
  ],
  summary: [11, { data_points: [1, summaryPoint, 'many'] }],
};
const request: Message = {
  resource_metrics: [
    1,
    {
      resource: [1, { attributes: [1, keyValue, 'many'] }],
      scope_metrics: [2, { metrics: [2, metric, 'many'] }, 'many'],
    },
    'many',
  ],
};

/** The deepest that anything means something is ten levels into attributes. */
const MAX_DEPTH = 30;
const WIRE = { varint: 0, fixed64: 1, bytes: 2 };

/** The bytes of an `ExportMetricsServiceRequest`; throws `BadOtlpError` with the place that is not as it should be. */
export function requestOfJson(body: Uint8Array): Uint8Array {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.length).toString('utf8'));
  } catch (error) {
    throw new BadOtlpError(`the body is not JSON: ${(error as Error).message}`);
  }
  return encode(json, request, 'the body', 0);
}

function encode(json: unknown, message: Message, place: string, depth: number): Buffer {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw wrong(place, 'an object', json);
  if (depth > MAX_DEPTH) throw new BadOtlpError(`${place} is nested too deeply`);
  const given = json as Record<string, unknown>;
  const parts: Buffer[] = [];
  for (const [name, [number, kind, many]] of Object.entries(message)) {
    const camel = name.replace(/_([a-z])/g, (_both, letter: string) => letter.toUpperCase());
    const value = given[camel] ?? given[name];
    if (value === undefined || value === null) continue;
    const at = `${place}.${camel}`;
    if (!many) parts.push(field(value, number, kind, at, depth));
    else if (!Array.isArray(value)) throw wrong(at, 'a list', value);
    else
      for (const [index, item] of value.entries())
        parts.push(field(item, number, kind, `${at}[${index}]`, depth));
  }
  return Buffer.concat(parts);
}

function field(
  value: unknown,
  number: number,
  kind: Kind | (() => Message),
  place: string,
  depth: number,
): Buffer {
  switch (kind) {
    case 'string':
      if (typeof value !== 'string') throw wrong(place, 'text', value);
      return bytesField(number, Buffer.from(value, 'utf8'));
    case 'base64':
      if (typeof value !== 'string') throw wrong(place, 'base64', value);
      return bytesField(number, Buffer.from(value, 'base64'));
    case 'bool':
      if (typeof value !== 'boolean') throw wrong(place, 'true or false', value);
      return Buffer.concat([varint(BigInt(number * 8 + WIRE.varint)), varint(value ? 1n : 0n)]);
    case 'varint':
    case 'int64':
      return Buffer.concat([
        varint(BigInt(number * 8 + WIRE.varint)),
        varint(BigInt.asUintN(64, kind === 'int64' ? integer(value, place, 64) : integer(value, place, 32))),
      ]);
    case 'fixed64':
    case 'sfixed64': {
      const eight = Buffer.alloc(8);
      eight.writeBigUInt64LE(BigInt.asUintN(64, integer(value, place, 64)));
      return Buffer.concat([varint(BigInt(number * 8 + WIRE.fixed64)), eight]);
    }
    case 'double': {
      const eight = Buffer.alloc(8);
      eight.writeDoubleLE(double(value, place));
      return Buffer.concat([varint(BigInt(number * 8 + WIRE.fixed64)), eight]);
    }
    default:
      return bytesField(number, encode(value, typeof kind === 'function' ? kind() : kind, place, depth + 1));
  }
}

function bytesField(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([varint(BigInt(number * 8 + WIRE.bytes)), varint(BigInt(bytes.length)), bytes]);
}

function varint(value: bigint): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  bytes.push(Number(rest));
  return Buffer.from(bytes);
}

/** A number without a fraction, or its digits. */
function integer(value: unknown, place: string, bits: 32 | 64): bigint {
  const isNumber = typeof value === 'number' && Number.isInteger(value);
  if (!isNumber && !(typeof value === 'string' && /^-?\d{1,20}$/.test(value)))
    throw wrong(place, 'a whole number', value);
  const whole = BigInt(value as string | number);
  if (whole < -(2n ** 63n) || whole >= 2n ** BigInt(bits))
    throw wrong(place, `a number of ${bits} bits`, value);
  return whole;
}

function double(value: unknown, place: string): number {
  if (typeof value === 'number') return value;
  if (value === 'NaN') return Number.NaN;
  if (value === 'Infinity') return Number.POSITIVE_INFINITY;
  if (value === '-Infinity') return Number.NEGATIVE_INFINITY;
  const isText = typeof value === 'string' && /^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(value);
  if (!isText) throw wrong(place, 'a number', value);
  return Number(value);
}

function wrong(place: string, wanted: string, found: unknown): BadOtlpError {
  return new BadOtlpError(`${place} is ${JSON.stringify(found)?.slice(0, 40)}, ${wanted} is understood`);
}
