/** Rows that share one piece of memory. */
export const SLAB_ROWS = 16;
/** Slabs of one width that wait to be used again. */
const SPARE = 64;

/**
 * Memory of the heads, handed out in pieces of `SLAB_ROWS` rows and taken back, so that a full head costs no garbage
 * and the total is known.
 */
export class Slabs {
  #bytes = 0;
  readonly #spare = new Map<number, Float64Array[]>();

  /** A slab for rows of `stride` numbers; what it holds is old. */
  take(stride: number): Float64Array {
    this.#bytes += stride * SLAB_ROWS * 8;
    return this.#spare.get(stride)?.pop() ?? new Float64Array(stride * SLAB_ROWS);
  }

  giveBack(slab: Float64Array): void {
    this.#bytes -= slab.length * 8;
    const stride = slab.length / SLAB_ROWS;
    const spare = this.#spare.get(stride);
    if (!spare) this.#spare.set(stride, [slab]);
    else if (spare.length < SPARE) spare.push(slab);
  }

  /** Handed out at this moment. */
  get bytes(): number {
    return this.#bytes;
  }
}
