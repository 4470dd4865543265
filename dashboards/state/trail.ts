/** The recent past of one value in buckets of equal width, for sparklines; the last value of a bucket stays. */
export class Trail {
  readonly bucketMs: number;
  readonly #values: Float64Array;
  readonly #buckets: Float64Array;

  constructor(count: number, bucketMs: number) {
    this.bucketMs = bucketMs;
    this.#values = new Float64Array(count);
    this.#buckets = new Float64Array(count).fill(-1);
  }

  get length(): number {
    return this.#values.length;
  }

  add(timeMs: number, value: number): void {
    const bucket = Math.floor(timeMs / this.bucketMs);
    const at = bucket % this.#values.length;
    if (this.#buckets[at] > bucket) return;
    this.#buckets[at] = bucket;
    this.#values[at] = value;
  }

  /** Oldest first, up to the bucket of `nowMs`; NaN where nothing was. */
  read(nowMs: number): Float64Array {
    const count = this.#values.length;
    const last = Math.floor(nowMs / this.bucketMs);
    const found = new Float64Array(count);
    for (let at = 0; at < count; at++) {
      const bucket = last - count + 1 + at;
      const slot = bucket % count;
      found[at] = this.#buckets[slot] === bucket ? this.#values[slot] : Number.NaN;
    }
    return found;
  }
}
