import {
  FAR,
  LOW,
  LOW_BITS,
  MAX_ROWS,
  MAX_SCALE,
  NOT_DECIMAL,
  NOTHING_LEFT,
  PLAIN,
  POWERS,
  WIDE,
} from './decimal-layout.ts';
import { cursor, writeSigned, writeUnsigned } from './varint.ts';

const FAR_BITS = 64;
/** Adding and subtracting this rounds to the nearest whole number below 2^51. */
const ROUND = 6755399441055744;
const LARGEST = 2 ** 51;
/** So that no difference in the wide form is far out of line. */
const LARGEST_SPAN = 2 ** 49;
/** Differences from here on need more than the narrow form. */
const NARROW = 2 ** 27;

const whole = new Float64Array(MAX_ROWS);
const differences = new Float64Array(MAX_ROWS);
const folded = new Uint32Array(MAX_ROWS);
const lowParts = new Uint32Array(MAX_ROWS);
const far = new Float64Array(MAX_ROWS);
const farBytes = new Uint8Array(far.buffer);
const one = new Float64Array(1);
const oneBytes = new Uint8Array(one.buffer);

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
