/*
 * One column of a chunk as a block that can be read without its neighbours:
 *
 *   u8 form 2 bits, gaps 1, climbs 1 | gaps: u16 values read, bitmap of rows read | by form: nothing, one value, decimal, floats
 *
 * `climbs` says that nothing falls and nothing is missing. What was not read (NaN) costs its bit and nothing more.
 */
import type { Summary } from '../bins.ts';
import { MAX_ROWS } from './decimal-layout.ts';
import { readFloats, summarizeFloats, writeFloats } from './floats.ts';
import { readDecimal, readOne, summarizeDecimal } from './read-decimal.ts';
import { cursor } from './varint.ts';
import { found, toWhole, writeDecimal, writeOne, written } from './write-decimal.ts';

const FORM = { empty: 0, constant: 1, decimal: 2, floats: 3 } as const;
const GAPS = 4;
const CLIMBS = 8;

const dense = new Float64Array(MAX_ROWS);

/** No block of this many rows is longer. */
export function largestBlock(rows: number): number {
  return 128 + rows * 10;
}

/**
 * Writes `rows` values at `cursor.at` and moves it. `hints[index]` is the scale that served the same column last time
 * and is kept up to date.
 */
export function writeColumn(
  bytes: Uint8Array,
  values: Float64Array,
  rows: number,
  hints: Uint8Array,
  index: number,
): void {
  const start = cursor.at++;
  let count = rows;
  let read = values;
  let form = 0;
  if (hasGaps(values, rows)) {
    count = gather(values, rows);
    read = dense;
    form = GAPS;
    if (count > 0) writeGaps(bytes, values, rows, count);
  }
  if (count === 0) {
    bytes[start] = FORM.empty | GAPS;
    return;
  }
  if (isConstant(read, count)) {
    writeOne(bytes, read[0]);
    bytes[start] = FORM.constant | form | (form & GAPS ? 0 : CLIMBS);
    return;
  }
  const bodyAt = cursor.at;
  if (toWhole(read, count, hints[index]) && writeDecimal(bytes, count)) {
    hints[index] = found.scale;
    bytes[start] = FORM.decimal | form | (written.climbs && !form ? CLIMBS : 0);
    return;
  }
  cursor.at = bodyAt;
  const climbs = writeFloats(bytes, read, count);
  bytes[start] = FORM.floats | form | (climbs && !form ? CLIMBS : 0);
}

function hasGaps(values: Float64Array, rows: number): boolean {
  for (let row = 0; row < rows; row++) if (Number.isNaN(values[row])) return true;
  return false;
}

function gather(values: Float64Array, rows: number): number {
  let count = 0;
  for (let row = 0; row < rows; row++) if (!Number.isNaN(values[row])) dense[count++] = values[row];
  return count;
}

function writeGaps(bytes: Uint8Array, values: Float64Array, rows: number, count: number): void {
  const at = cursor.at;
  bytes[at] = count & 255;
  bytes[at + 1] = count >>> 8;
  const end = at + 2 + ((rows + 7) >>> 3);
  bytes.fill(0, at + 2, end);
  for (let row = 0; row < rows; row++) {
    if (!Number.isNaN(values[row])) bytes[at + 2 + (row >>> 3)] |= 1 << (row & 7);
  }
  cursor.at = end;
}

/** Zero and minus zero are equal to `===`, and not the same. */
function isConstant(values: Float64Array, count: number): boolean {
  const first = values[0];
  for (let at = 1; at < count; at++) if (values[at] !== first) return false;
  if (first !== 0) return true;
  for (let at = 1; at < count; at++) if (!Object.is(values[at], first)) return false;
  return true;
}

/** Reads the `rows` values of the block at `at` into `out`. Garbage gives garbage or a RangeError, never a hang. */
export function readColumn(
  bytes: Uint8Array,
  view: DataView,
  at: number,
  out: Float64Array,
  rows: number,
): void {
  const form = bytes[at];
  let count = rows;
  cursor.at = at + 1;
  if ((form & 3) === FORM.empty) {
    out.fill(Number.NaN, 0, rows);
    return;
  }
  const bitmapAt = at + 3;
  if (form & GAPS) {
    count = Math.min(rows, bytes[at + 1] | (bytes[at + 2] << 8));
    cursor.at = bitmapAt + ((rows + 7) >>> 3);
  }
  if ((form & 3) === FORM.decimal) readDecimal(bytes, view, out, count);
  else if ((form & 3) === FORM.floats) readFloats(bytes, out, count);
  else out.fill(readOne(bytes), 0, count);
  if (form & GAPS) spread(bytes, bitmapAt, out, rows, count);
}

/** Moves the values apart to the rows in which they were read, from the end so that none is overwritten. */
function spread(bytes: Uint8Array, bitmapAt: number, out: Float64Array, rows: number, count: number): void {
  let next = count - 1;
  for (let row = rows - 1; row >= 0; row--) {
    const wasRead = (bytes[bitmapAt + (row >>> 3)] >>> (row & 7)) & 1;
    out[row] = wasRead && next >= 0 ? out[next--] : Number.NaN;
  }
}

/** Reads what the block comes down to; times are the caller's. */
export function summarizeColumn(bytes: Uint8Array, at: number, rows: number, summary: Summary): void {
  const form = bytes[at];
  summary.rows = rows;
  summary.count = rows;
  summary.climbs = (form & CLIMBS) !== 0;
  cursor.at = at + 1;
  if (form & GAPS) {
    summary.count = (form & 3) === FORM.empty ? 0 : bytes[at + 1] | (bytes[at + 2] << 8);
    cursor.at += 2 + ((rows + 7) >>> 3);
  }
  const { count } = summary;
  if (count === 0) {
    summary.first = Number.NaN;
    summary.last = Number.NaN;
  } else if ((form & 3) === FORM.decimal) summarizeDecimal(bytes, count, summary);
  else if ((form & 3) === FORM.floats) summarizeFloats(bytes, summary);
  else {
    const value = readOne(bytes);
    summary.first = value;
    summary.last = value;
    summary.min = value;
    summary.max = value;
    summary.sum = value * count;
  }
}
