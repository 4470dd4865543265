import { type Keeps, timeOverThere } from './keeps.ts';

/** Samples of one series, ascending, each time once. */
export interface Samples {
  timesMs: Float64Array;
  values: Float64Array;
}

/** What the samples of one series come down to. The sum is taken in order of time, so that it is the same bit for bit. */
export interface Tally {
  /** Samples with a finite number. */
  count: number;
  sum: number;
  /** Finite numbers that are not whole. */
  fractions: number;
  /** Sum without signs, against which a rounded sum is judged. */
  size: number;
  /** Samples that were not read. */
  unread: number;
  infinite: number;
}

/** What was found of the samples of a source: `found` counts only what stands at a time that the source has. */
export interface Pair {
  source: Tally;
  found: Tally;
}

export function emptyTally(): Tally {
  return { count: 0, sum: 0, fractions: 0, size: 0, unread: 0, infinite: 0 };
}

/** Adds samples to a tally. */
export function addSamples(tally: Tally, { values }: Samples): void {
  for (let at = 0; at < values.length; at++) addValue(tally, values[at]);
}

function addValue(tally: Tally, value: number): void {
  if (Number.isNaN(value)) tally.unread++;
  else if (value - value !== 0) tally.infinite++;
  else {
    tally.count++;
    tally.sum += value;
    tally.size += Math.abs(value);
    if (!Number.isInteger(value)) tally.fractions++;
  }
}

/**
 * Adds the samples of a source, and beside them what the other side has at the same times. More samples over there,
 * such as those that it has got itself meanwhile, are left out; so is a number where the source has none.
 */
export function addPair(pair: Pair, source: Samples, found: Samples, keeps: Keeps): void {
  addSamples(pair.source, source);
  const { timesMs, values } = source;
  let next = 0;
  for (let at = 0; at < timesMs.length; at++) {
    const timeMs = timeOverThere(timesMs[at], keeps);
    while (next < found.timesMs.length && found.timesMs[next] < timeMs) next++;
    if (found.timesMs[next] !== timeMs) continue;
    addValue(pair.found, Number.isNaN(values[at]) ? Number.NaN : found.values[next]);
  }
}

/** What a store that does not keep every bit may be off by, of all that was added up: it keeps twelve digits. */
const ROUNDING = 2e-12;

/** True when everything of a series is there that can be there. */
export function isEqual(pair: Pair, keeps: Keeps): boolean {
  const { source, found } = pair;
  if (source.count !== found.count) return false;
  if (keeps.everyFloat && (source.unread !== found.unread || source.infinite !== found.infinite))
    return false;
  if (!isRounded(pair)) return true;
  const digits = keeps.everyBit ? 0 : source.size * ROUNDING;
  const halves = keeps.wholeFields && found.fractions === 0 ? source.fractions / 2 : 0;
  return Math.abs(source.sum - found.sum) <= digits + halves;
}

/** True where sums differ in their last bits, or more. */
export function isRounded({ source, found }: Pair): boolean {
  return source.sum !== found.sum;
}
