/** Ranges kept of one sender; beyond it the oldest hole is given up and counts as arrived. */
export const MAX_RANGES = 2_000;

/** Which sequences have arrived: ascending, inclusive ranges that do not touch. */
export class SequenceRanges {
  readonly #ranges: [number, number][];

  constructor(ranges: [number, number][] = []) {
    this.#ranges = ranges;
  }

  get ranges(): readonly (readonly [number, number])[] {
    return this.#ranges;
  }

  has(sequence: number): boolean {
    const at = this.#at(sequence);
    return at >= 0 && sequence <= this.#ranges[at][1];
  }

  /** False when it had arrived before. */
  add(sequence: number): boolean {
    const ranges = this.#ranges;
    const last = ranges[ranges.length - 1];
    // Nearly always the next one in order.
    if (last && sequence === last[1] + 1) {
      last[1] = sequence;
      return true;
    }
    const at = this.#at(sequence);
    if (at >= 0 && sequence <= ranges[at][1]) return false;
    const joinsBefore = at >= 0 && ranges[at][1] === sequence - 1;
    const joinsAfter = at + 1 < ranges.length && ranges[at + 1][0] === sequence + 1;
    if (joinsBefore && joinsAfter) {
      ranges[at][1] = ranges[at + 1][1];
      ranges.splice(at + 1, 1);
    } else if (joinsBefore) ranges[at][1] = sequence;
    else if (joinsAfter) ranges[at + 1][0] = sequence;
    else ranges.splice(at + 1, 0, [sequence, sequence]);
    if (ranges.length > MAX_RANGES) {
      ranges[0][1] = ranges[1][1];
      ranges.splice(1, 1);
    }
    return true;
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

  /** What is missing between the first and the last that arrived. */
  holes(): [number, number][] {
    return this.#ranges.slice(1).map(([from], index) => [this.#ranges[index][1] + 1, from - 1]);
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
