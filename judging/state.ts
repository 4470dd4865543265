/*
 * The state of one rule on one series: a few numbers in a row in a Float64Array, so that judging a sample makes no
 * object and a page of slots is saved as the bytes it is. Zeros are the state of a slot that has seen nothing.
 *
 *   0 phase | 1 began | 2 fired | 3 since | 4 last time | 5 last value | 6 quantity | 7 spare | 8 … forecast buckets
 */

/** Offsets of the fields of a slot; times are UTC ms, 0 = none. */
export const FIELD = {
  phase: 0,
  /** Time of the first sample of the violation. */
  beganMs: 1,
  firedMs: 2,
  /** Pending: the hold counts from here. Recovering: the recovery delay counts from here. */
  sinceMs: 3,
  /** The newest sample that was read; for `absent` when it arrived. */
  lastMs: 4,
  lastValue: 5,
  /** What was compared last: the value, its rate, or the projection of a forecast. */
  quantity: 6,
} as const;

/** Where a slot is in its episode. */
export const PHASE = { ok: 0, pending: 1, firing: 2, recovering: 3 } as const;

/** What judging one sample or tick did. */
export const CHANGE = {
  none: 0,
  /** Violated, and not long enough. */
  pending: 1,
  /** Pending ended without firing. */
  cancelled: 2,
  fired: 3,
  resolved: 4,
} as const;

/** Numbers of a slot without forecast buckets. */
export const SLOT_LENGTH = 8;

/** Buckets into which a forecast folds its window. */
export const FORECAST_BUCKETS = 24;

/** Numbers of one bucket: its number, samples, sum of times since its start, sum of values. */
export const BUCKET_LENGTH = 4;
