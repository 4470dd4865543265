/** Calls that may be made at once after a quiet time. */
const BURST = 5;
const WINDOW_MS = 60_000;

/**
 * Lets so many calls through in any minute, some at once and the others spread; what is held back is grouped into
 * later calls.
 */
export class RateLimit {
  readonly #perMinute: number;
  /** Times of the calls of the last minute. */
  readonly #made: number[] = [];
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
    const earned = (Math.max(0, nowMs - this.#atMs) * this.#perMinute) / WINDOW_MS;
    this.#tokens = Math.min(BURST, this.#perMinute, this.#tokens + earned);
    this.#atMs = nowMs;
    while (this.#made.length > 0 && this.#isOver(this.#made[0], nowMs)) this.#made.shift();
    return this.#tokens >= 1 && this.#made.length < this.#perMinute;
  }

  /** Its minute is over; also where the clock was set back. */
  #isOver(madeMs: number, nowMs: number): boolean {
    return nowMs - madeMs >= WINDOW_MS || madeMs > nowMs;
  }

  /** True when a call may be made now, and counts it. */
  take(nowMs: number): boolean {
    if (!this.isOpen(nowMs)) return false;
    this.#tokens -= 1;
    this.#made.push(nowMs);
    return true;
  }

  /** Nothing is let through until then. */
  pause(untilMs: number): void {
    this.#pausedUntilMs = Math.max(this.#pausedUntilMs, untilMs);
  }
}
