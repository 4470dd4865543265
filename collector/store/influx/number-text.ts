/** Bytes that the text of any number fits in. */
export const NUMBER_BYTES = 32;

const ROUND = 6755399441055744;
const SMALL = 2 ** 31;
const POWERS = [1, 10, 100, 1_000, 10_000];

/**
 * Writes the text of a finite number at `at` and returns where it ends. Whole numbers and those of up to four decimals,
 * which nearly all are, go digit by digit; the text reads back as exactly the same double.
 */
export function writeNumber(bytes: Buffer, at: number, value: number): number {
  for (let places = 0; places < POWERS.length; places++) {
    const scaled = value * POWERS[places] + ROUND - ROUND;
    if (scaled >= SMALL || scaled <= -SMALL) break;
    if (scaled / POWERS[places] !== value) continue;
    if (scaled === 0 && Object.is(value, -0)) break;
    return writeDecimal(bytes, at, scaled, places);
  }
  return at + bytes.write(Object.is(value, -0) ? '-0' : String(value), at, 'latin1');
}

function writeDecimal(bytes: Buffer, start: number, scaled: number, places: number): number {
  let at = start;
  let rest = scaled | 0;
  if (rest < 0) {
    bytes[at++] = MINUS;
    rest = -rest;
  }
  const digits = Math.max(places + 1, digitsOf(rest));
  const end = at + digits + (places > 0 ? 1 : 0);
  let to = end - 1;
  for (let digit = 0; digit < digits; digit++) {
    if (digit === places && places > 0) bytes[to--] = POINT;
    const next = (rest / 10) | 0;
    bytes[to--] = ZERO + rest - next * 10;
    rest = next;
  }
  return end;
}

/** Writes a whole number, exactly, with the `i` of Influx's integers. */
export function writeInteger(bytes: Buffer, start: number, value: number): number {
  let at: number;
  if (value > -SMALL && value < SMALL) at = writeDecimal(bytes, start, value, 0);
  else {
    // From 2^53 on a double is printed with digits left out that the integer has.
    const text = Number.isSafeInteger(value) ? String(value) : String(BigInt(value));
    at = start + bytes.write(text, start, 'latin1');
  }
  bytes[at] = INTEGER;
  return at + 1;
}

function digitsOf(number: number): number {
  let digits = 1;
  for (let limit = 10; number >= limit && digits < 10; limit *= 10) digits++;
  return digits;
}

const MINUS = 45;
const POINT = 46;
const ZERO = 48;
const INTEGER = 105;
