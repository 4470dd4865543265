/** The newest value of a series and what is needed to say how fresh it is. */
export interface Reading {
  value: number;
  timeMs: number;
  /** How often a new one is expected. */
  intervalMs: number;
}

/** Intervals without a value after which it is called stale. */
export const STALE_AFTER_INTERVALS = 2.5;

/** A reading that has not come yet. */
export function noReading(): Reading {
  return { value: Number.NaN, timeMs: Number.NaN, intervalMs: Number.NaN };
}

/** True when there was a value once and the next one is overdue. */
export function isStale({ timeMs, intervalMs }: Reading, nowMs: number): boolean {
  return nowMs - timeMs > STALE_AFTER_INTERVALS * intervalMs;
}
