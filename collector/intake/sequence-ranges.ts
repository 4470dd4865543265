import { FIRST_SEQUENCE } from '#protocol/frame.ts';

/** Ranges kept of one sender; beyond it the oldest are forgotten, and with them what is missing between them. */
export const MAX_RANGES = 2_000;

/** Which sequences are settled: ascending, inclusive ranges that do not touch. Below the floor nothing is known. */
export class SequenceRanges {
  readonly #ranges: [number, number][];
  #floor: number;

  constructor(ranges: [number, number][] = [], floor = 0) {
    this.#ranges = ranges;
    this.#floor = floor;
  }

  get ranges(): readonly (readonly [number, number])[] {
    return this.#ranges;
  }

  /** What lies before it was given up: whether it has come or not can no longer be told. */
  get floor(): number {
    return this.#floor;
  }

  /** -1 when there is none. */
  get highest(): number {
    const ranges = this.#ranges;
    return ranges.length === 0 ? this.#floor - 1 : ranges[ranges.length - 1][1];
  }

  has(sequence: number): boolean {
    const at = this.#at(sequence);
    return at >= 0 && sequence <= this.#ranges[at][1];
  }

  /** False when it was there. */
  add(sequence: number): boolean {
    const last = this.#ranges[this.#ranges.length - 1];
    // Nearly always the next one in order.
    if (last && sequence === last[1] + 1) {
      last[1] = sequence;
      return true;
    }
    if (this.has(sequence)) return false;
    this.addAll(sequence, sequence);
    return true;
  }

  /** Adds all from `from` to `to`, whatever of them is there already. */
  addAll(from: number, to: number): void {
    const ranges = this.#ranges;
    // The first and the last range that touch or overlap the new one.
    let first = this.#at(from);
    if (first < 0 || ranges[first][1] < from - 1) first++;
    const last = this.#at(to + 1);
    if (last < first) {
      ranges.splice(first, 0, [from, to]);
      return;
    }
    const joined: [number, number] = [Math.min(from, ranges[first][0]), Math.max(to, ranges[last][1])];
    ranges.splice(first, last - first + 1, joined);
  }

  /** Takes one back that was added and could not be kept. */
  remove(sequence: number): void {
    const at = this.#at(sequence);
    if (at < 0 || sequence > this.#ranges[at][1]) return;
    const [from, to] = this.#ranges[at];
    const rest: [number, number][] = [];
    if (from < sequence) rest.push([from, sequence - 1]);
    if (sequence < to) rest.push([sequence + 1, to]);
    this.#ranges.splice(at, 1, ...rest);
  }

  /** How many from `from` to `to` are not there. */
  missingBetween(from: number, to: number): number {
    let missing = to - from + 1;
    for (const [first, last] of this.#ranges) {
      const overlap = Math.min(last, to) - Math.max(first, from) + 1;
      if (overlap > 0) missing -= overlap;
    }
    return missing;
  }

  /** Forgets the oldest ranges when there are too many; returns the holes that are given up by it. */
  trim(): [number, number][] {
    const holes: [number, number][] = [];
    while (this.#ranges.length > MAX_RANGES) {
      const [[from, to]] = this.#ranges.splice(0, 1);
      const hole = Math.max(this.#floor, FIRST_SEQUENCE);
      if (hole < from) holes.push([hole, from - 1]);
      this.#floor = to + 1;
    }
    return holes;
  }

  /** Index of the last range that begins at or before `sequence`; -1 when none does. */
  #at(sequence: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#ranges[middle][0] <= sequence) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}
