/*
 * The data of the benchmarks: gauges that vary slowly and have one or two decimals, as most of a machine room's
 * do. Deterministic, so that every program takes the same samples.
 */

/** Small and fast generator with 32 bits of state (xorshift); good enough for load, not for secrets. */
export function makeRandom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** Walks of `count` gauges; each call of `next` moves all of them one step and returns the same array. */
export class SlowGauges {
  readonly values: Float64Array;
  readonly #steps: Int32Array;
  readonly #scale: Uint8Array;
  readonly #random: () => number;

  constructor(count: number, seed: number) {
    this.#random = makeRandom(seed * 2654435761);
    this.values = new Float64Array(count);
    this.#steps = new Int32Array(count);
    this.#scale = new Uint8Array(count);
    for (let gauge = 0; gauge < count; gauge++) {
      this.#scale[gauge] = gauge % 2 ? 100 : 10;
      this.#steps[gauge] = Math.floor(this.#random() * 80 * this.#scale[gauge]);
    }
  }

  next(): Float64Array {
    for (let gauge = 0; gauge < this.values.length; gauge++) {
      const random = this.#random();
      // Three of ten stay where they are; the others move by up to half a unit.
      if (random >= 0.3) {
        const reach = this.#scale[gauge] / 2;
        const step = Math.round(((random - 0.3) / 0.7 - 0.5) * 2 * reach);
        this.#steps[gauge] = Math.max(0, Math.min(100 * this.#scale[gauge], this.#steps[gauge] + step));
      }
      this.values[gauge] = this.#steps[gauge] / this.#scale[gauge];
    }
    return this.values;
  }
}
