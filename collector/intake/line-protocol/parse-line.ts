/*
 * One line of Influx line protocol, by offsets into the body; no string is made for a line that is understood:
 *
 *   cpu,host=web1,cpu=cpu0 usage_idle=97.5,count=3i 1700000000000000000
 *   └─── series key ─────┘ └────── fields ────────┘ └──── time ───────┘
 *
 * Grammar: https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/
 */

const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const EQUALS = 0x3d;
const HASH = 0x23;
const MINUS = 0x2d;
const NEWLINE = 0x0a;
const PLUS = 0x2b;
const POINT = 0x2e;
const QUOTE = 0x22;
const RETURN = 0x0d;
const SPACE = 0x20;

/** Fields of one line; more are refused. */
export const MAX_FIELDS = 1_000;

/** Why a line was not understood. */
export type LineFault =
  | 'missing_fields'
  | 'missing_measurement'
  | 'bad_tag'
  | 'bad_field'
  | 'bad_value'
  | 'bad_time'
  | 'too_many_fields'
  | 'unclosed_string';

/** What a parsed line holds, reused from line to line. */
export class ParsedLine {
  keyStart = 0;
  keyEnd = 0;
  /** Numeric fields only; text is no sample. */
  fields = 0;
  readonly nameStart = new Uint32Array(MAX_FIELDS);
  readonly nameEnd = new Uint32Array(MAX_FIELDS);
  readonly values = new Float64Array(MAX_FIELDS);
  /** Text fields that were passed over. */
  textFields = 0;
  /** UTC ms, or NaN when the line names no time. */
  timeMs = Number.NaN;
  fault: LineFault | undefined;
  /** Offset of the fault. */
  faultAt = 0;
}

/** Divisors from a precision to milliseconds; below 1 where the unit is coarser. */
export const PRECISIONS: Readonly<Record<string, number>> = {
  n: 1e6,
  ns: 1e6,
  u: 1e3,
  us: 1e3,
  µ: 1e3,
  ms: 1,
  s: 1e-3,
  m: 1e-3 / 60,
  h: 1e-3 / 3600,
};

/** Walks a body line by line; a newline inside quoted text belongs to its line. */
export class LineCursor {
  readonly #body: Uint8Array;
  #next = 0;
  #quote: number;
  /** The line is `body[start, end)`. */
  start = 0;
  end = 0;
  /** Counts from 1. */
  number = 0;

  constructor(body: Uint8Array) {
    this.#body = body;
    this.#quote = body.indexOf(QUOTE);
  }

  /** Moves to the next line; false behind the last. */
  next(): boolean {
    const body = this.#body;
    if (this.#next >= body.length) return false;
    this.start = this.#next;
    this.number++;
    let end = body.indexOf(NEWLINE, this.start);
    if (end < 0) end = body.length;
    // Quoted text is rare: only a line that holds a quote is walked byte by byte.
    if (this.#quote >= 0 && this.#quote < this.start) this.#quote = body.indexOf(QUOTE, this.start);
    if (this.#quote >= 0 && this.#quote < end) end = this.#endOfQuotedLine();
    this.end = end;
    this.#next = end + 1;
    return true;
  }

  #endOfQuotedLine(): number {
    const body = this.#body;
    let quoted = false;
    let at = this.start;
    for (; at < body.length; at++) {
      const byte = body[at];
      if (byte === BACKSLASH) at++;
      else if (byte === QUOTE) quoted = !quoted;
      else if (byte === NEWLINE && !quoted) return at;
    }
    return body.length;
  }
}

/** True for an empty line or a comment. */
export function isBlank(body: Uint8Array, start: number, end: number): boolean {
  let at = start;
  while (at < end && (body[at] === SPACE || body[at] === RETURN)) at++;
  return at === end || body[at] === HASH;
}

/** Parses `body[start, end)` into `line`; what is wrong is left in `line.fault`. `perMs` is one of `PRECISIONS`. */
export function parseLine(
  body: Uint8Array,
  start: number,
  end: number,
  perMs: number,
  line: ParsedLine,
): void {
  line.fault = undefined;
  line.fields = 0;
  line.textFields = 0;
  line.timeMs = Number.NaN;
  while (start < end && body[start] === SPACE) start++;
  while (end > start && (body[end - 1] === SPACE || body[end - 1] === RETURN)) end--;

  let at = start;
  while (at < end && body[at] !== SPACE) at += body[at] === BACKSLASH ? 2 : 1;
  line.keyStart = start;
  line.keyEnd = Math.min(at, end);
  if (line.keyEnd === start || body[start] === COMMA) {
    fail(line, 'missing_measurement', start);
    return;
  }
  while (at < end && body[at] === SPACE) at++;
  if (at >= end) {
    fail(line, 'missing_fields', Math.min(at, end));
    return;
  }

  at = parseFields(body, at, end, line);
  if (line.fault) return;
  while (at < end && body[at] === SPACE) at++;
  if (at < end) line.timeMs = parseTime(body, at, end, perMs);
  if (at < end && Number.isNaN(line.timeMs)) fail(line, 'bad_time', at);
}

function parseFields(body: Uint8Array, at: number, end: number, line: ParsedLine): number {
  for (;;) {
    const nameStart = at;
    while (at < end && body[at] !== EQUALS && body[at] !== SPACE && body[at] !== COMMA) {
      at += body[at] === BACKSLASH ? 2 : 1;
    }
    if (at >= end || at === nameStart || body[at] !== EQUALS) return faultAt(line, 'bad_field', nameStart);
    const nameEnd = at++;
    if (body[at] === QUOTE && at < end) {
      at = endOfText(body, at + 1, end);
      if (at < 0) return faultAt(line, 'unclosed_string', nameEnd + 1);
      line.textFields++;
    } else {
      const valueStart = at;
      while (at < end && body[at] !== COMMA && body[at] !== SPACE) at++;
      if (line.fields === MAX_FIELDS) return faultAt(line, 'too_many_fields', nameStart);
      line.nameStart[line.fields] = nameStart;
      line.nameEnd[line.fields] = nameEnd;
      if (!parseValue(body, valueStart, at, line)) return faultAt(line, 'bad_value', valueStart);
      line.fields++;
    }
    if (at >= end || body[at] === SPACE) return at;
    if (body[at] !== COMMA) return faultAt(line, 'bad_field', at);
    at++;
  }
}

/** Offset behind the closing quote of the text that begins at `at`; -1 when it is not closed. */
function endOfText(body: Uint8Array, at: number, end: number): number {
  while (at < end && body[at] !== QUOTE) at += body[at] === BACKSLASH ? 2 : 1;
  return at < end ? at + 1 : -1;
}

const POWERS_OF_TEN = Float64Array.from({ length: 23 }, (_, exponent) => 10 ** exponent);

/**
 * A float, an integer with `i` or `u`, or a boolean. Up to 15 digits and 22 places are exact when divided once;
 * everything else takes the slow road through text.
 */
function parseValue(body: Uint8Array, start: number, end: number, line: ParsedLine): boolean {
  let at = start;
  let last = end;
  const tail = body[end - 1];
  const integer = tail === 0x69 || tail === 0x75;
  if (integer) last--;
  let negative = false;
  if (at < last && (body[at] === MINUS || body[at] === PLUS)) negative = body[at++] === MINUS;
  let mantissa = 0;
  let digits = 0;
  let places = -1;
  for (; at < last; at++) {
    const digit = body[at] - 0x30;
    if (digit >= 0 && digit <= 9) {
      mantissa = mantissa * 10 + digit;
      digits++;
      if (places >= 0) places++;
    } else if (body[at] === POINT && places < 0 && !integer) places = 0;
    else return parseSlowly(body, start, end, line);
  }
  if (digits === 0 || digits > 15) return parseSlowly(body, start, end, line);
  const value = places > 0 ? mantissa / POWERS_OF_TEN[places] : mantissa;
  line.values[line.fields] = negative ? -value : value;
  return true;
}

function parseSlowly(body: Uint8Array, start: number, end: number, line: ParsedLine): boolean {
  const text = latin1(body, start, end);
  if (/^[+-]?\d+[iu]$/.test(text)) {
    line.values[line.fields] = Number(text.slice(0, -1));
    return true;
  }
  if (/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)) {
    line.values[line.fields] = Number(text);
    return Number.isFinite(line.values[line.fields]);
  }
  if (!/^(t|T|true|True|TRUE|f|F|false|False|FALSE)$/.test(text)) return false;
  line.values[line.fields] = /^t/i.test(text) ? 1 : 0;
  return true;
}

/** Whole milliseconds, rounded down; NaN when it is no integer or out of range. */
function parseTime(body: Uint8Array, at: number, end: number, perMs: number): number {
  const negative = body[at] === MINUS;
  if (negative) at++;
  if (at === end || end - at > 19) return Number.NaN;
  // Nanoseconds have more digits than a double holds: the last six are cut off before they are read.
  const cut = perMs >= 1 ? Math.round(Math.log10(perMs)) : 0;
  const stop = end - cut;
  let whole = 0;
  for (let digit = at; digit < end; digit++) {
    const value = body[digit] - 0x30;
    if (value < 0 || value > 9) return Number.NaN;
    if (digit < stop) whole = whole * 10 + value;
  }
  const timeMs = perMs >= 1 ? whole : Math.round(whole / perMs);
  return negative || timeMs >= 1e13 ? Number.NaN : timeMs;
}

function fail(line: ParsedLine, fault: LineFault, at: number): void {
  line.fault = fault;
  line.faultAt = at;
}

function faultAt(line: ParsedLine, fault: LineFault, at: number): number {
  fail(line, fault, at);
  return at;
}

function latin1(body: Uint8Array, start: number, end: number): string {
  return Buffer.from(body.buffer, body.byteOffset + start, end - start).toString('latin1');
}

/** Measurement and tags of a series key, escapes undone. */
export function parseKey(key: string): { measurement: string; tags: Record<string, string> } | undefined {
  const [measurement, ...pairs] = splitUnescaped(key, ',');
  const tags: Record<string, string> = {};
  for (const pair of pairs) {
    const [name, value, ...rest] = splitUnescaped(pair, '=');
    if (!name || value === undefined || value === '' || rest.length > 0) return undefined;
    tags[unescapeName(name)] = unescapeName(value);
  }
  return { measurement: unescapeName(measurement), tags };
}

/** A name without the escapes of commas, equal signs and spaces; other backslashes are themselves. */
export function unescapeName(text: string): string {
  return text.replace(/\\([,= ])/g, '$1');
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (text[at] === separator) {
      parts.push(text.slice(start, at));
      start = at + 1;
    }
  }
  parts.push(text.slice(start));
  return parts;
}
