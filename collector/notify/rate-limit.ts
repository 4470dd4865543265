/** Calls that may be made at once after a quiet time. */
const BURST = 5;

/** Lets so many calls a minute through; what is held back is grouped into later calls. */
export class RateLimit {
  readonly #perMinute: number;
  #tokens: number;
  #atMs: number;

  constructor(perMinute: number, nowMs: number) {
    this.#perMinute = perMinute;
    this.#tokens = Math.min(BURST, perMinute);
    this.#atMs = nowMs;
  }

  /** True when a call may be made now, and counts it. */
  take(nowMs: number): boolean {
    const earned = (Math.max(0, nowMs - this.#atMs) * this.#perMinute) / 60_000;
    this.#tokens = Math.min(BURST, this.#perMinute, this.#tokens + earned);
    this.#atMs = nowMs;
    if (this.#tokens < 1) return false;
    this.#tokens -= 1;
    return true;
  }
}
