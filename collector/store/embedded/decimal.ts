/*
 * Values that are whole numbers divided by a power of ten, as measured gauges and counters are: kept as whole
 * numbers, of which the differences are written. Differences share a power of two (memory comes in pages) and a
 * drift (counters grow steadily); what is left is Rice coded, its low bits packed first, then its high parts in
 * unary, so that both are read without a branch. A few differences far out of line stand apart as doubles.
 *
 *   u16 scale 4 bits, shift 5, rice 5, plain 1, wide 1 | first | first - min | max - first | last - first | sum of (m - first)
 *   | unless plain: drift, far ones: count, f64 each | wide: 24 low bits each | rice low bits each | high parts in unary
 */
import type { Summary } from '../bins.ts';
import { cursor, readSigned, readUnsigned, writeSigned, writeUnsigned } from './varint.ts';

/** More rows than any chunk has. */
export const MAX_ROWS = 1024;
/** A high part this long means: the difference stands apart. 24 zeros and a one can be seen in any unaligned 32 bits. */
const FAR = 24;
const FAR_BITS = 64;
/** Adding and subtracting this rounds to the nearest whole number below 2^51. */
const ROUND = 6755399441055744;
const LARGEST = 2 ** 51;
/** So that no difference in the wide form is far out of line. */
const LARGEST_SPAN = 2 ** 49;
/** Differences from here on need more than the narrow form. */
const NARROW = 2 ** 27;
/** Flags beside the rice bits. */
const PLAIN = 64;
const WIDE = 128;
const LOW_BITS = 24;
const LOW = 2 ** LOW_BITS;
const MAX_SCALE = 9;
const POWERS = Float64Array.from({ length: MAX_SCALE + 1 }, (_, scale) => 10 ** scale);

const whole = new Float64Array(MAX_ROWS);
const differences = new Float64Array(MAX_ROWS);
const folded = new Uint32Array(MAX_ROWS);
const lowParts = new Uint32Array(MAX_ROWS);
const far = new Float64Array(MAX_ROWS);
const farBytes = new Uint8Array(far.buffer);
const one = new Float64Array(1);
const oneBytes = new Uint8Array(one.buffer);
const NOT_DECIMAL = 255;
/** In place of the rice bits: every difference is the drift, no bits follow. */
const NOTHING_LEFT = 31;

/** What `toWhole` found: the scale, to begin with next time. */
export const found = { scale: 0 };

/** Turns values into whole numbers, beginning with a scale that held before; false when they are no decimals. */
export function toWhole(values: Float64Array, count: number, hint: number): boolean {
  let scale = hint <= MAX_SCALE ? hint : 0;
  for (let at = 0; at < count; at++) {
    const value = values[at];
    const number = value * POWERS[scale] + ROUND - ROUND;
    if (number / POWERS[scale] === value && number < LARGEST && number > -LARGEST) {
      if (number === 0 && 1 / value < 0) return false;
      whole[at] = number;
      continue;
    }
    // One value needs more places than those before: all begin anew with them.
    do scale++;
    while (scale <= MAX_SCALE && !fits(value, scale));
    if (scale > MAX_SCALE) return false;
    at = -1;
  }
  while (scale > 0 && allEndInZero(count)) {
    scale--;
    for (let at = 0; at < count; at++) whole[at] /= 10;
  }
  found.scale = scale;
  return true;
}

function fits(value: number, scale: number): boolean {
  const number = value * POWERS[scale] + ROUND - ROUND;
  return number / POWERS[scale] === value && Math.abs(number) < LARGEST;
}

function allEndInZero(count: number): boolean {
  for (let at = 0; at < count; at++) if (whole[at] % 10 !== 0) return false;
  return true;
}

/** Set by `writeDecimal`: no difference is below zero. */
export const written = { climbs: false };

/** Writes at `cursor.at` what the last `toWhole` made of at least two values that are not all equal; false when it cannot. */
export function writeDecimal(bytes: Uint8Array, count: number): boolean {
  const first = whole[0];
  const start = cursor.at;
  let low = 0;
  let min = first;
  let max = first;
  let sum = 0;
  let climbs = true;
  let before = first;
  for (let at = 1; at < count; at++) {
    const number = whole[at];
    const difference = number - before;
    differences[at - 1] = difference;
    low |= difference;
    if (difference < 0) climbs = false;
    if (number < min) min = number;
    if (number > max) max = number;
    sum += number - first;
    before = number;
  }
  if (!(Math.abs(sum) < LARGEST && max - min < LARGEST_SPAN)) return false;
  const shift = low === 0 ? 31 : 31 - Math.clz32(low & -low);
  const unit = 1 / 2 ** shift;
  const steps = count - 1;
  const drift = driftOf(steps, climbs, unit, (before - first) * unit);

  let outOfNarrow = 0;
  for (let at = 0; at < steps; at++) {
    const rest = differences[at] * unit - drift;
    differences[at] = rest;
    if (rest >= NARROW || rest < -NARROW) outOfNarrow++;
  }
  const wide = outOfNarrow * 8 > steps;
  if (wide) foldWide(steps);
  else foldNarrow(steps);
  const rice = wide ? chooseRice(steps) : allZero(steps) ? NOTHING_LEFT : chooseRice(steps);

  bytes[start] = found.scale | ((shift & 15) << 4);
  const farCount = gatherFar(steps, rice);
  const plain = drift === 0 && farCount === 0;
  bytes[start + 1] = (shift >>> 4) | (rice << 1) | (plain ? PLAIN : 0) | (wide ? WIDE : 0);
  cursor.at = start + 2;
  writeSigned(bytes, first);
  writeUnsigned(bytes, (first - min) * unit);
  writeUnsigned(bytes, (max - first) * unit);
  writeSigned(bytes, (before - first) * unit);
  writeSigned(bytes, sum * unit);
  written.climbs = climbs;
  if (!plain) {
    writeSigned(bytes, drift);
    writeUnsigned(bytes, farCount);
    bytes.set(farBytes.subarray(0, farCount * 8), cursor.at);
    cursor.at += farCount * 8;
  }
  if (rice === NOTHING_LEFT) return true;
  if (wide) writePacked(bytes, lowParts, steps, LOW_BITS);
  writePacked(bytes, folded, steps, rice);
  writeUnary(bytes, steps, rice);
  return true;
}

/** The mean of what only grows, when leaving it out makes the rest smaller. */
function driftOf(steps: number, climbs: boolean, unit: number, total: number): number {
  if (!climbs) return 0;
  const drift = Math.round(total / steps);
  let without = 0;
  for (let at = 0; at < steps; at++) without += Math.abs(differences[at] * unit - drift);
  return without < total ? drift : 0;
}

function foldNarrow(steps: number): void {
  for (let at = 0; at < steps; at++) {
    const rest = differences[at];
    if (rest >= NARROW || rest < -NARROW) folded[at] = 0xffff_ffff;
    else folded[at] = (rest << 1) ^ (rest >> 31);
  }
}

function foldWide(steps: number): void {
  for (let at = 0; at < steps; at++) {
    const rest = differences[at];
    const unsigned = rest < 0 ? -2 * rest - 1 : 2 * rest;
    const high = Math.floor(unsigned / LOW);
    folded[at] = high;
    lowParts[at] = unsigned - high * LOW;
  }
}

function allZero(steps: number): boolean {
  for (let at = 0; at < steps; at++) if (folded[at] !== 0) return false;
  return true;
}

/** The number of low bits that makes the block smallest, sought downwards from the mean. */
function chooseRice(steps: number): number {
  let sum = 0;
  for (let at = 0; at < steps; at++) sum += folded[at];
  let rice = Math.min(LOW_BITS, Math.max(0, 32 - Math.clz32(sum / steps)));
  let best = cost(steps, rice);
  while (rice > 0) {
    const lower = cost(steps, rice - 1);
    if (lower > best) break;
    best = lower;
    rice--;
  }
  return rice;
}

function cost(steps: number, rice: number): number {
  let bits = steps * (rice + 1);
  for (let at = 0; at < steps; at++) {
    const high = folded[at] >>> rice;
    bits += high < FAR ? high : FAR + FAR_BITS;
  }
  return bits;
}

function gatherFar(steps: number, rice: number): number {
  if (rice === NOTHING_LEFT) return 0;
  let count = 0;
  for (let at = 0; at < steps; at++) {
    if (folded[at] >>> rice >= FAR) far[count++] = differences[at];
  }
  return count;
}

function writePacked(bytes: Uint8Array, numbers: Uint32Array, count: number, width: number): void {
  if (width === 0) return;
  const mask = (1 << width) - 1;
  let at = cursor.at;
  let held = 0;
  let bits = 0;
  for (let index = 0; index < count; index++) {
    held |= (numbers[index] & mask) << bits;
    bits += width;
    while (bits >= 8) {
      bytes[at++] = held;
      held >>>= 8;
      bits -= 8;
    }
  }
  if (bits > 0) bytes[at++] = held;
  cursor.at = at;
}

function writeUnary(bytes: Uint8Array, steps: number, rice: number): void {
  let length = steps;
  for (let at = 0; at < steps; at++) {
    const high = folded[at] >>> rice;
    length += high < FAR ? high : FAR;
  }
  const end = cursor.at + ((length + 7) >>> 3);
  bytes.fill(0, cursor.at, end);
  let bit = cursor.at * 8;
  for (let at = 0; at < steps; at++) {
    const high = folded[at] >>> rice;
    bit += high < FAR ? high : FAR;
    bytes[bit >>> 3] |= 1 << (bit & 7);
    bit++;
  }
  cursor.at = end;
}

/** Reads what `writeDecimal` wrote at `cursor.at`; four bytes behind the end of the block must be readable. */
export function readDecimal(bytes: Uint8Array, view: DataView, out: Float64Array, count: number): void {
  const start = cursor.at;
  const power = POWERS[bytes[start] & 15];
  const unit = 2 ** ((bytes[start] >>> 4) | ((bytes[start + 1] & 1) << 4));
  const rice = (bytes[start + 1] >>> 1) & 31;
  const plain = (bytes[start + 1] & PLAIN) !== 0;
  const wide = (bytes[start + 1] & WIDE) !== 0;
  cursor.at = start + 2;
  const first = readSigned(bytes);
  for (let skipped = 0; skipped < 4; skipped++) readUnsigned(bytes);
  const drift = plain ? 0 : readSigned(bytes);
  const farCount = plain ? 0 : readUnsigned(bytes);
  out[0] = first / power;
  if (rice === NOTHING_LEFT) {
    for (let at = 1; at < count; at++) out[at] = (first + at * drift * unit) / power;
    return;
  }
  const farAt = cursor.at;
  const steps = count - 1;
  const wideAt = farAt + farCount * 8;
  const lowAt = wideAt + (wide ? (steps * LOW_BITS + 7) >>> 3 : 0);
  const highAt = lowAt + ((steps * rice + 7) >>> 3);
  if (wide || farCount > 0) {
    readUnusual(view, out, count, first, drift, unit, power, rice, farAt, wide ? wideAt : 0, lowAt, highAt);
  } else {
    readNarrow(view, out, count, first, drift, unit, power, rice, lowAt, highAt);
  }
}

/** The common form, as short as it can be. */
function readNarrow(
  view: DataView,
  out: Float64Array,
  count: number,
  first: number,
  drift: number,
  unit: number,
  power: number,
  rice: number,
  lowAt: number,
  highAt: number,
): void {
  const mask = (1 << rice) - 1;
  let number = first;
  let lowBit = lowAt * 8;
  let highBit = highAt * 8;
  for (let at = 1; at < count; at++) {
    const window = view.getUint32(highBit >>> 3, true) >>> (highBit & 7);
    const high = 31 - Math.clz32(window & -window);
    highBit += high + 1;
    const rest = (high << rice) | ((view.getUint32(lowBit >>> 3, true) >>> (lowBit & 7)) & mask);
    lowBit += rice;
    number += (((rest >>> 1) ^ -(rest & 1)) + drift) * unit;
    out[at] = number / power;
  }
}

function readUnusual(
  view: DataView,
  out: Float64Array,
  count: number,
  first: number,
  drift: number,
  unit: number,
  power: number,
  rice: number,
  farAt: number,
  wideAt: number,
  lowAt: number,
  highAt: number,
): void {
  const mask = (1 << rice) - 1;
  let number = first;
  let lowBit = lowAt * 8;
  let highBit = highAt * 8;
  let nextFar = farAt;
  for (let at = 1; at < count; at++) {
    const window = view.getUint32(highBit >>> 3, true) >>> (highBit & 7);
    const high = 31 - Math.clz32(window & -window);
    highBit += high + 1;
    let rest = (high << rice) | ((view.getUint32(lowBit >>> 3, true) >>> (lowBit & 7)) & mask);
    lowBit += rice;
    let difference: number;
    if (high === FAR) {
      difference = view.getFloat64(nextFar, true);
      nextFar += 8;
    } else if (wideAt > 0) {
      rest = rest * LOW + (view.getUint32(wideAt + (at - 1) * 3, true) & (LOW - 1));
      difference = rest % 2 === 0 ? rest / 2 : -(rest + 1) / 2;
    } else difference = (rest >>> 1) ^ -(rest & 1);
    number += (difference + drift) * unit;
    out[at] = number / power;
  }
}

/** Writes one value at `cursor.at`: a scale and a whole number where that is exact, otherwise a double. */
export function writeOne(bytes: Uint8Array, value: number): void {
  one[0] = value;
  if (toWhole(one, 1, 0)) {
    bytes[cursor.at++] = found.scale;
    writeSigned(bytes, whole[0]);
    return;
  }
  bytes[cursor.at++] = NOT_DECIMAL;
  bytes.set(oneBytes, cursor.at);
  cursor.at += 8;
}

export function readOne(bytes: Uint8Array): number {
  const scale = bytes[cursor.at++];
  if (scale !== NOT_DECIMAL) return readSigned(bytes) / POWERS[scale];
  oneBytes.set(bytes.subarray(cursor.at, cursor.at + 8));
  return one[0];
}

/** Reads the figures before the values only; `count` are the values that were read. */
export function summarizeDecimal(bytes: Uint8Array, count: number, summary: Summary): void {
  const start = cursor.at;
  const power = POWERS[bytes[start] & 15];
  const unit = 2 ** ((bytes[start] >>> 4) | ((bytes[start + 1] & 1) << 4));
  cursor.at = start + 2;
  const first = readSigned(bytes);
  summary.first = first / power;
  summary.min = (first - readUnsigned(bytes) * unit) / power;
  summary.max = (first + readUnsigned(bytes) * unit) / power;
  summary.last = (first + readSigned(bytes) * unit) / power;
  summary.sum = (first * count + readSigned(bytes) * unit) / power;
}
