import type { SequenceRange } from '#protocol/session.ts';

/** A set of whole numbers kept as inclusive ranges, ascending, never touching one another. */
export class RangeSet {
  readonly #ranges: [number, number][] = [];

  constructor(ranges: readonly Readonly<SequenceRange>[] = []) {
    for (const [from, to] of ranges) this.add(from, to);
  }

  /** Puts in every number from `from` to `to`, both included. */
  add(from: number, to = from): void {
    const first = this.#firstEndingAtOrAfter(from - 1);
    let last = first;
    let low = from;
    let high = to;
    for (; last < this.#ranges.length; last++) {
      const range = this.#ranges[last] as [number, number];
      if (range[0] > to + 1) break;
      low = Math.min(low, range[0]);
      high = Math.max(high, range[1]);
    }
    this.#ranges.splice(first, last - first, [low, high]);
  }

  /** Takes every number from `from` to `to` out and says how many were in. */
  remove(from: number, to = from): number {
    const first = this.#firstEndingAtOrAfter(from);
    const left: [number, number][] = [];
    let removed = 0;
    let last = first;
    for (; last < this.#ranges.length; last++) {
      const range = this.#ranges[last] as [number, number];
      if (range[0] > to) break;
      removed += Math.min(range[1], to) - Math.max(range[0], from) + 1;
      if (range[0] < from) left.push([range[0], from - 1]);
      if (range[1] > to) left.push([to + 1, range[1]]);
    }
    this.#ranges.splice(first, last - first, ...left);
    return removed;
  }

  has(number: number): boolean {
    const range = this.#ranges[this.#firstEndingAtOrAfter(number)];
    return range !== undefined && range[0] <= number;
  }

  /** How many numbers are in. */
  get size(): number {
    return this.#ranges.reduce((sum, [from, to]) => sum + to - from + 1, 0);
  }

  get isEmpty(): boolean {
    return this.#ranges.length === 0;
  }

  /** A copy, ascending. */
  toRanges(): SequenceRange[] {
    return this.#ranges.map(([from, to]) => [from, to]);
  }

  #firstEndingAtOrAfter(number: number): number {
    let low = 0;
    let high = this.#ranges.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#ranges[middle] as [number, number])[1] < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}
