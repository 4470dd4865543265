/** Calls that may be made at once after a quiet time. */
const BURST = 5;

/** Lets so many calls a minute through; what is held back is grouped into later calls. */
export class RateLimit {
  readonly #perMinute: number;
  #tokens: number;
  #atMs: number;
  #pausedUntilMs = 0;

  constructor(perMinute: number, nowMs: number) {
    this.#perMinute = perMinute;
    this.#tokens = Math.min(BURST, perMinute);
    this.#atMs = nowMs;
  }

  /** True when a call may be made now. */
  isOpen(nowMs: number): boolean {
    if (nowMs < this.#pausedUntilMs) return false;
    const earned = (Math.max(0, nowMs - this.#atMs) * this.#perMinute) / 60_000;
    this.#tokens = Math.min(BURST, this.#perMinute, this.#tokens + earned);
    this.#atMs = nowMs;
    return this.#tokens >= 1;
  }

  /** True when a call may be made now, and counts it. */
  take(nowMs: number): boolean {
    if (!this.isOpen(nowMs)) return false;
    this.#tokens -= 1;
    return true;
  }

  /** Nothing is let through until then. */
  pause(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
  }
}
