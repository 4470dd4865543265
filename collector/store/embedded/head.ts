import { SLAB_ROWS, type Slabs } from './slabs.ts';

/** Rows of one group that are not in a chunk yet, row by row: the time, then the columns. */
export class Head {
  readonly #slabs: Float64Array[] = [];
  readonly #memory: Slabs;
  readonly #stride: number;
  rows = 0;
  /** Smallest and largest time; infinities while empty. */
  fromMs = Number.POSITIVE_INFINITY;
  toMs = Number.NEGATIVE_INFINITY;
  /** Rows that the last checkpoint holds. */
  checkpointed = 0;

  constructor(memory: Slabs, columns: number) {
    this.#memory = memory;
    this.#stride = columns + 1;
  }

  /** Adds a row whose values stand in `values` from `offset`. */
  push(timeMs: number, values: Float64Array, offset: number): void {
    const row = this.rows % SLAB_ROWS;
    if (row === 0) this.#slabs.push(this.#memory.take(this.#stride));
    const slab = this.#slabs[this.#slabs.length - 1];
    const stride = this.#stride;
    let at = row * stride;
    slab[at++] = timeMs;
    for (let column = 1; column < stride; column++) slab[at++] = values[offset++];
    this.rows++;
    if (timeMs < this.fromMs) this.fromMs = timeMs;
    if (timeMs > this.toMs) this.toMs = timeMs;
  }

  /** Copies block `block` (0: times, n: column n - 1) of all rows out. */
  read(block: number, into: Float64Array): void {
    const stride = this.#stride;
    let left = this.rows;
    let row = 0;
    for (const slab of this.#slabs) {
      const end = Math.min(left, SLAB_ROWS) * stride;
      for (let at = block; at < end; at += stride) into[row++] = slab[at];
      left -= SLAB_ROWS;
    }
  }

  /** Index of the first row that is not before a time; for heads in order of time. */
  rowAt(timeMs: number): number {
    let low = 0;
    let high = this.rows;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#at(middle, 0) < timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** True when the row at this time holds exactly these values; for heads in order of time. */
  holds(timeMs: number, values: Float64Array, offset: number): boolean {
    const row = this.rowAt(timeMs);
    if (row === this.rows || this.#at(row, 0) !== timeMs) return false;
    for (let column = 1; column < this.#stride; column++) {
      if (!Object.is(this.#at(row, column), values[offset + column - 1])) return false;
    }
    return true;
  }

  #at(row: number, block: number): number {
    return this.#slabs[Math.floor(row / SLAB_ROWS)][(row % SLAB_ROWS) * this.#stride + block];
  }

  get bytes(): number {
    return this.#slabs.length * SLAB_ROWS * this.#stride * 8;
  }

  clear(): void {
    for (const slab of this.#slabs) this.#memory.giveBack(slab);
    this.#slabs.length = 0;
    this.rows = 0;
    this.checkpointed = 0;
    this.fromMs = Number.POSITIVE_INFINITY;
    this.toMs = Number.NEGATIVE_INFINITY;
  }
}
