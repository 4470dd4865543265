const FIRST_BYTES = 16 * 1024;
/** Room that a number needs at most: 17 digits, sign, point and exponent. */
const NUMBER_BYTES = 32;
/** Decimals with more digits than this are not told apart by a division; they take the slow road. */
const EXACT = 1e15;
const MOST_PLACES = 6;
const POWERS_OF_TEN = Array.from({ length: MOST_PLACES + 1 }, (_, exponent) => 10 ** exponent);

/** The digits of 00 to 99, one behind the other. */
const PAIRS = Buffer.from(Array.from({ length: 100 }, (_, pair) => String(pair).padStart(2, '0')).join(''));

const ZERO = 0x30;
const MINUS = 0x2d;
const POINT = 0x2e;
const COMMA = 0x2c;

/**
 * JSON as bytes, for answers that are mostly numbers: most of what is measured is whole or has a few decimals, and
 * its digits are written without a string for each number, in an eighth of the time.
 */
export class JsonBytes {
  #bytes = Buffer.allocUnsafe(FIRST_BYTES);
  #end = 0;

  /** Adds what is JSON already. */
  text(json: string): void {
    this.#reserve(json.length * 3);
    this.#end += this.#bytes.write(json, this.#end, 'utf8');
  }

  /** Adds numbers, a comma between them, each as `JSON.stringify` writes it; what is no finite number is null. */
  numbers(values: Float64Array): void {
    this.#reserve(values.length * NUMBER_BYTES);
    const bytes = this.#bytes;
    let at = this.#end;
    for (let index = 0; index < values.length; index++) {
      if (index > 0) bytes[at++] = COMMA;
      at = putNumber(bytes, at, values[index]);
    }
    this.#end = at;
  }

  /** Everything that was added. */
  take(): Buffer {
    return this.#bytes.subarray(0, this.#end);
  }

  #reserve(bytes: number): void {
    if (this.#end + bytes <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#end + bytes));
    this.#bytes.copy(larger, 0, 0, this.#end);
    this.#bytes = larger;
  }
}

/** Writes at `at`; returns the offset behind. */
function putNumber(bytes: Buffer, at: number, value: number): number {
  const size = Math.abs(value);
  if (size < EXACT) {
    for (let places = 0; places <= MOST_PLACES; places++) {
      const scaled = Math.round(size * POWERS_OF_TEN[places]);
      if (scaled >= EXACT) break;
      // The first match has the fewest places, and so is the shortest text that reads back as this number.
      if (scaled / POWERS_OF_TEN[places] === size) return putDecimal(bytes, at, scaled, places, value < 0);
    }
  }
  return at + bytes.write(Number.isFinite(value) ? String(value) : 'null', at, 'latin1');
}

function putDecimal(
  bytes: Buffer,
  start: number,
  scaled: number,
  places: number,
  isNegative: boolean,
): number {
  let at = start;
  if (isNegative) bytes[at++] = MINUS;
  if (places === 0) return putInteger(bytes, at, scaled);
  const whole = Math.floor(scaled / POWERS_OF_TEN[places]);
  at = putInteger(bytes, at, whole);
  bytes[at] = POINT;
  return putDigits(bytes, at + 1, scaled - whole * POWERS_OF_TEN[places], places);
}

function putInteger(bytes: Buffer, at: number, value: number): number {
  if (value >= 1e8) {
    const high = Math.floor(value / 1e8);
    return putDigits(bytes, putInteger(bytes, at, high), value - high * 1e8, 8);
  }
  let digits = 1;
  for (let bound = 10; value >= bound; bound *= 10) digits++;
  return putDigits(bytes, at, value, digits);
}

/** Exactly `digits` digits of a number below 10^9, two at a time. */
function putDigits(bytes: Buffer, at: number, value: number, digits: number): number {
  let rest = value | 0;
  let place = at + digits;
  while (place - at >= 2) {
    const next = (rest / 100) | 0;
    const pair = (rest - next * 100) * 2;
    bytes[--place] = PAIRS[pair + 1];
    bytes[--place] = PAIRS[pair];
    rest = next;
  }
  if (place > at) bytes[at] = ZERO + rest;
  return at + digits;
}
