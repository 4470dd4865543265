/*
 * The state of one rule on one series: a few numbers in a row in a Float64Array, so that judging a sample makes no
 * object and a page of slots is saved as the bytes it is. Zeros are the state of a slot that has seen nothing.
 *
 *   0 phase | 1 began | 2 fired | 3 since | 4 last time | 5 last value | 6 quantity | 7 history | 8 severity | 9 from
 *   10 judged
 *   loud moments | tiers × (since, history, stands) | operand × 4 | line × 3, forecast buckets
 *
 * The last line holds only what the rule needs; where each part lies stands in the compiled rule.
 */

/** Offsets of the fields of a slot; times are UTC ms, 0 = none. */
export const FIELD = {
  phase: 0,
  /** Time of the first sample of the violation. */
  beganMs: 1,
  firedMs: 2,
  /** Pending: the hold counts from here. Recovering or calming: the delay counts from here. */
  sinceMs: 3,
  /** The newest sample that was read; for `absent` when it arrived. */
  lastMs: 4,
  lastValue: 5,
  /** What was compared last: the value, its rate, the ratio, or the projection of a forecast. */
  quantity: 6,
  /** N of M: one bit a judged sample, the newest lowest, 1 = violated. */
  history: 7,
  /** Told of the alert last, as index of `SEVERITIES` + 1; and what was told before it. */
  severity: 8,
  from: 9,
  /** While there is an episode: the newest sample or tick that gave a verdict. */
  judgedMs: 10,
} as const;

/** Offsets inside of one tier. */
export const TIER = {
  /** Not standing: violated since. Standing: recovered since. */
  sinceMs: 0,
  history: 1,
  /** 1 while the severity is at least that of the tier. */
  stands: 2,
} as const;

/** Numbers of one tier. */
export const TIER_LENGTH = 3;

/**
 * Offsets inside of the operand, which comes from outside of the series and is written before the sample is judged
 * (`CompiledRule.operandAt` says where it lies). Zeros say that it is not known.
 *
 *   ratio, group_median   `value` as it was at `atMs`; one farther away than `gapMs` gives no ratio
 *   deviation             usual is `low` to `high`, for samples from `atMs` and before `untilMs`
 *   count                 `value` series are known; how many violate is the sample itself
 */
export const OPERAND = { value: 0, low: 0, high: 1, atMs: 2, untilMs: 3 } as const;

/** Numbers of an operand. */
export const OPERAND_LENGTH = 4;

/** Where a slot is in its episode. */
export const PHASE = {
  ok: 0,
  pending: 1,
  firing: 2,
  recovering: 3,
  /** Firing, and held because it comes and goes; and calm for the time being. */
  flapping: 4,
  calming: 5,
} as const;

/** What judging one sample or tick did. */
export const CHANGE = {
  none: 0,
  /** Violated, and not long enough. */
  pending: 1,
  /** Pending ended without firing. */
  cancelled: 2,
  fired: 3,
  resolved: 4,
  /** The severity of what fires is another one. */
  severity: 5,
  /** Added to `fired` or `severity`: it is flapping from here on. */
  flapping: 8,
} as const;

/** Numbers that every slot has. */
export const SLOT_LENGTH = 11;

/** Buckets into which a forecast folds its window. */
export const FORECAST_BUCKETS = 24;

/** Numbers of one bucket: its number, samples, sum of times since its start, sum of values. */
export const BUCKET_LENGTH = 4;

/** The line that a forecast fitted last: where it is at the newest sample, growth a ms, and how sure it is. */
export const LINE = { level: 0, slope: 1, confidence: 2 } as const;

/** Numbers of a line. */
export const LINE_LENGTH = 3;
