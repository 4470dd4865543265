import type { Summary } from '../bins.ts';
import { FAR, LOW, LOW_BITS, NOT_DECIMAL, NOTHING_LEFT, PLAIN, POWERS, WIDE } from './decimal-layout.ts';
import { cursor, readSigned, readUnsigned } from './varint.ts';

const one = new Float64Array(1);
const oneBytes = new Uint8Array(one.buffer);

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

/** Reads what `writeOne` wrote. */
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
