/** Turns readings of a counter into a rate a second; a counter that falls has been reset: no rate, never a spike. */
export class RateMeter {
  #timeMs = Number.NaN;
  #value = Number.NaN;
  /** Per second; NaN until two readings came, and after a reset or a reading that failed. */
  rate = Number.NaN;

  /** True once there is a reading to measure growth from. */
  get begun(): boolean {
    return !Number.isNaN(this.#timeMs);
  }

  /** What history knows, until there are two readings. */
  seed(rate: number): void {
    if (Number.isNaN(this.rate)) this.rate = rate;
  }

  take(timeMs: number, value: number): number {
    if (timeMs <= this.#timeMs) return this.rate;
    // The first reading makes no rate: what history told stays.
    if (this.begun) this.rate = rateBetween(this.#timeMs, this.#value, timeMs, value);
    this.#timeMs = timeMs;
    this.#value = value;
    return this.rate;
  }
}

/** Growth a second between two readings; NaN when there is none to tell. */
export function rateBetween(fromMs: number, from: number, toMs: number, to: number): number {
  if (!(to >= from) || !(toMs > fromMs)) return Number.NaN;
  return ((to - from) * 1000) / (toMs - fromMs);
}
