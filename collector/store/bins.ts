import type { Aggregation } from './store.ts';

/** What one block of samples of one series comes down to; times and values of its first and last sample included. */
export interface Summary {
  /** Samples, not-read ones included. */
  rows: number;
  /** Samples that were read. */
  count: number;
  min: number;
  max: number;
  sum: number;
  /** The last one that was read. */
  last: number;
  /** The block holds no fall and nothing unread, so that its increase is `last - first`. */
  climbs: boolean;
  first: number;
  firstMs: number;
  lastMs: number;
}

/** Of nothing yet: made once and filled again and again. */
export function emptySummary(): Summary {
  return {
    rows: 0,
    count: 0,
    min: 0,
    max: 0,
    sum: 0,
    last: 0,
    climbs: false,
    first: 0,
    firstMs: 0,
    lastMs: 0,
  };
}

/** What a roll-up keeps of one bin; `increaseMs` is the time over which `increase` was measured. */
export interface RolledBin {
  rows: number;
  count: number;
  min: number;
  max: number;
  sum: number;
  last: number;
  increase: number;
  increaseMs: number;
}

/** What a bin is known by. */
export type BinField = Exclude<keyof RolledBin, 'rows'>;

/**
 * Folds the samples of one series, in order of time, into bins aligned to multiples of the step; a step of 0 makes
 * one bin of the whole span. Used again for the next series after `reset`, so that a query of thousands of series
 * makes these columns once.
 */
export class Bins {
  readonly #stepMs: number;
  readonly #fromMs: number;
  readonly #firstMs: number;
  readonly #size: number;
  readonly #rows: Float64Array;
  readonly #count: Float64Array;
  readonly #min: Float64Array;
  readonly #max: Float64Array;
  readonly #sum: Float64Array;
  readonly #last: Float64Array;
  readonly #increase: Float64Array;
  readonly #increaseMs: Float64Array;
  /** Bounds of the bins that hold something. */
  #lowest = 0;
  #highest = -1;
  /** The neighbour before the next sample; NaN when there is none or it was not read. */
  #before = Number.NaN;
  #beforeMs = 0;
  /** Start of the roll-up bin that was added last; infinite when samples came after it. */
  lastRolledMs = Number.POSITIVE_INFINITY;

  constructor(fromMs: number, toMs: number, stepMs: number) {
    this.#stepMs = stepMs;
    this.#fromMs = fromMs;
    this.#firstMs = stepMs > 0 ? Math.floor(fromMs / stepMs) * stepMs : fromMs;
    this.#size = binCount(fromMs, toMs, stepMs);
    const size = this.#size;
    this.#rows = new Float64Array(size);
    this.#count = new Float64Array(size);
    this.#min = new Float64Array(size);
    this.#max = new Float64Array(size);
    this.#sum = new Float64Array(size);
    this.#last = new Float64Array(size);
    this.#increase = new Float64Array(size);
    this.#increaseMs = new Float64Array(size);
    this.#clear(0, size);
  }

  /** Forgets everything, ready for the next series. */
  reset(): void {
    this.#clear(this.#lowest, this.#highest + 1);
  }

  /** The sample before the span, so that the pair that reaches into the first bin counts. */
  precededBy(timeMs: number, value: number): void {
    this.#before = value;
    this.#beforeMs = timeMs;
  }

  /** Index of the bin in which a time inside the span lies. */
  #indexOf(timeMs: number): number {
    return this.#stepMs > 0 ? Math.floor((timeMs - this.#firstMs) / this.#stepMs) : 0;
  }

  /** Adds samples `start` to `end` (excluded), ascending and not before what was added already. */
  addSamples(timesMs: Float64Array, values: Float64Array, start: number, end: number): void {
    if (start >= end) return;
    let index = this.#indexOf(timesMs[start]);
    let endMs = this.#endOf(index);
    this.#touch(index);
    let before = this.#before;
    let beforeMs = this.#beforeMs;
    for (let at = start; at < end; at++) {
      const timeMs = timesMs[at];
      const value = values[at];
      if (timeMs >= endMs) {
        index = this.#indexOf(timeMs);
        endMs = this.#endOf(index);
      }
      this.#rows[index]++;
      if (!Number.isNaN(value)) {
        this.#count[index]++;
        this.#sum[index] += value;
        if (value < this.#min[index]) this.#min[index] = value;
        if (value > this.#max[index]) this.#max[index] = value;
        this.#last[index] = value;
        if (value >= before) {
          this.#increase[index] += value - before;
          this.#increaseMs[index] += timeMs - beforeMs;
        }
      }
      before = value;
      beforeMs = timeMs;
    }
    this.#touch(index);
    this.#before = before;
    this.#beforeMs = beforeMs;
    this.lastRolledMs = Number.POSITIVE_INFINITY;
  }

  /** Adds the first `rows` values of a block that `holdsWhole`; not for `rate`. */
  addValues(firstMs: number, values: Float64Array, rows: number): void {
    const index = this.#indexOf(firstMs);
    this.#touch(index);
    let count = 0;
    let sum = 0;
    let min = Number.POSITIVE_INFINITY;
    let max = Number.NEGATIVE_INFINITY;
    let last = Number.NaN;
    for (let row = 0; row < rows; row++) {
      const value = values[row];
      if (Number.isNaN(value)) continue;
      count++;
      sum += value;
      if (value < min) min = value;
      if (value > max) max = value;
      last = value;
    }
    this.#rows[index] += rows;
    this.#count[index] += count;
    this.#sum[index] += sum;
    if (min < this.#min[index]) this.#min[index] = min;
    if (max > this.#max[index]) this.#max[index] = max;
    if (count > 0) this.#last[index] = last;
    this.#before = Number.NaN;
  }

  /** True when a block from `firstMs` to `lastMs` lies in one bin, so that its summary can be added instead. */
  holdsWhole(firstMs: number, lastMs: number): boolean {
    return this.#stepMs === 0 || this.#indexOf(firstMs) === this.#indexOf(lastMs);
  }

  /** Adds a block that `holdsWhole`; for `rate` it must climb. */
  addSummary(block: Summary): void {
    const index = this.#indexOf(block.firstMs);
    this.#touch(index);
    this.lastRolledMs = Number.POSITIVE_INFINITY;
    this.#rows[index] += block.rows;
    if (block.count > 0) {
      this.#count[index] += block.count;
      this.#sum[index] += block.sum;
      if (block.min < this.#min[index]) this.#min[index] = block.min;
      if (block.max > this.#max[index]) this.#max[index] = block.max;
      this.#last[index] = block.last;
    }
    if (block.first >= this.#before) {
      this.#increase[index] += block.first - this.#before;
      this.#increaseMs[index] += block.firstMs - this.#beforeMs;
    }
    if (block.climbs) {
      this.#increase[index] += block.last - block.first;
      this.#increaseMs[index] += block.lastMs - block.firstMs;
      this.#before = block.last;
    } else this.#before = Number.NaN;
    this.#beforeMs = block.lastMs;
  }

  /** Adds a bin of a roll-up; the pair that reaches into it is in it already. */
  addRolled(fromMs: number, bin: RolledBin): void {
    const index = this.#indexOf(Math.max(fromMs, this.#fromMs));
    this.#touch(index);
    this.#rows[index] += bin.rows;
    this.#before = Number.NaN;
    this.lastRolledMs = fromMs;
    if (bin.count === 0) return;
    this.#count[index] += bin.count;
    this.#sum[index] += bin.sum;
    if (bin.min < this.#min[index]) this.#min[index] = bin.min;
    if (bin.max > this.#max[index]) this.#max[index] = bin.max;
    this.#last[index] = bin.last;
    if (bin.increaseMs > 0) {
      this.#increase[index] += bin.increase;
      this.#increaseMs[index] += bin.increaseMs;
    }
  }

  /** The columns of one aggregation. */
  columns(aggregation: Aggregation): { timesMs: Float64Array; values: Float64Array } {
    let size = 0;
    for (let index = this.#lowest; index <= this.#highest; index++) if (this.#rows[index] > 0) size++;
    const timesMs = new Float64Array(size);
    const values = new Float64Array(size);
    let at = 0;
    for (let index = this.#lowest; index <= this.#highest; index++) {
      if (this.#rows[index] === 0) continue;
      timesMs[at] = this.#firstMs + index * this.#stepMs;
      values[at++] = this.value(index, aggregation);
    }
    return { timesMs, values };
  }

  /** The aggregate of one bin; NaN when nothing in it was read. */
  value(index: number, aggregation: Aggregation): number {
    const count = this.#count[index];
    if (aggregation === 'count') return count;
    if (aggregation === 'rate') {
      return this.#increaseMs[index] > 0
        ? (this.#increase[index] / this.#increaseMs[index]) * 1000
        : Number.NaN;
    }
    if (count === 0) return Number.NaN;
    switch (aggregation) {
      case 'avg':
        return this.#sum[index] / count;
      case 'sum':
        return this.#sum[index];
      case 'min':
        return this.#min[index];
      case 'max':
        return this.#max[index];
      default:
        return this.#last[index];
    }
  }

  /** Indexes, from `first` on, of the bins that hold a sample. */
  filled(first: number): Uint32Array {
    const found: number[] = [];
    for (let index = Math.max(first, this.#lowest); index <= this.#highest; index++) {
      if (this.#rows[index] > 0) found.push(index);
    }
    return Uint32Array.from(found);
  }

  /** Copies one field of these bins out; NaN where nothing was read that it could come from. */
  copy(field: BinField, indexes: Uint32Array, into: Float64Array): void {
    const from = this.#field(field);
    const unread = field === 'min' || field === 'max' || field === 'sum';
    for (let row = 0; row < indexes.length; row++) {
      const index = indexes[row];
      into[row] = unread && this.#count[index] === 0 ? Number.NaN : from[index];
    }
  }

  #field(field: BinField): Float64Array {
    switch (field) {
      case 'count':
        return this.#count;
      case 'min':
        return this.#min;
      case 'max':
        return this.#max;
      case 'sum':
        return this.#sum;
      case 'last':
        return this.#last;
      case 'increase':
        return this.#increase;
      default:
        return this.#increaseMs;
    }
  }

  get size(): number {
    return this.#size;
  }

  #endOf(index: number): number {
    return this.#stepMs > 0 ? this.#firstMs + (index + 1) * this.#stepMs : Number.POSITIVE_INFINITY;
  }

  #clear(from: number, to: number): void {
    this.#rows.fill(0, from, to);
    this.#count.fill(0, from, to);
    this.#min.fill(Number.POSITIVE_INFINITY, from, to);
    this.#max.fill(Number.NEGATIVE_INFINITY, from, to);
    this.#sum.fill(0, from, to);
    this.#last.fill(Number.NaN, from, to);
    this.#increase.fill(0, from, to);
    this.#increaseMs.fill(0, from, to);
    this.#lowest = this.#size;
    this.#highest = -1;
    this.#before = Number.NaN;
    this.lastRolledMs = Number.POSITIVE_INFINITY;
  }

  #touch(index: number): void {
    if (index < this.#lowest) this.#lowest = index;
    if (index > this.#highest) this.#highest = index;
  }
}

/** How many bins a span has. */
export function binCount(fromMs: number, toMs: number, stepMs: number): number {
  if (toMs <= fromMs) return 0;
  if (stepMs <= 0) return 1;
  return Math.ceil(toMs / stepMs) - Math.floor(fromMs / stepMs);
}

/** Per-second increase between neighbours, at the time of the later one; the first sample, falls and unread ones are NaN. */
export function rates(timesMs: Float64Array, values: Float64Array): Float64Array {
  const perSecond = new Float64Array(values.length).fill(Number.NaN);
  for (let at = 1; at < values.length; at++) {
    if (values[at] >= values[at - 1]) {
      perSecond[at] = ((values[at] - values[at - 1]) / (timesMs[at] - timesMs[at - 1])) * 1000;
    }
  }
  return perSecond;
}
