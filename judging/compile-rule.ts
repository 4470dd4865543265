import type { Condition, Rule } from '#protocol/rule.ts';
import { BUCKET_LENGTH, FORECAST_BUCKETS, SLOT_LENGTH } from './state.ts';

/** How a sample becomes the quantity that is compared. */
export const MEASURE = {
  value: 0,
  equal: 1,
  changed: 2,
  rate: 3,
  absent: 4,
  forecast: 5,
  deviation: 6,
  ratio: 7,
  count: 8,
  group_median: 9,
} as const;

/** A hold or a recovery delay is not carried over a longer silence than this many intervals … */
const GAP_INTERVALS = 5;
/** … and never cut by a shorter one than this. */
const GAP_FLOOR_MS = 60_000;

/** A forecast needs samples over this part of its window; a line through less would be a guess. */
const FORECAST_SPAN = 0.5;

/**
 * A rule as the evaluator reads it: one shape for all conditions, numbers only. Every condition is "the quantity is
 * outside [low, high]" and every recovery "it is inside [recoverLow, recoverHigh]".
 */
export interface CompiledRule {
  measure: number;
  low: number;
  high: number;
  recoverLow: number;
  recoverHigh: number;
  /** Farther out than these it is left to a graver rule: neither violated nor unrecovered. */
  leaveLow: number;
  leaveHigh: number;
  holdMs: number;
  recoveryDelayMs: number;
  /** A longer silence restarts hold and recovery delay: nothing is known about what happened in it. */
  gapMs: number;
  /** `equal` and `one_of`: the values that violate. */
  equalTo: readonly number[];
  /** `absent`: silence that violates. */
  afterMs: number;
  /** `forecast`: width of a bucket, how far ahead, and the least span of samples. */
  bucketMs: number;
  withinMs: number;
  spanMs: number;
  /** Numbers of state that one slot needs. */
  stateLength: number;
}

/** Compiles a rule for series that are expected every `intervalMs`. */
export function compileRule(
  rule: Pick<Rule, 'condition' | 'holdMs' | 'recoveryThreshold' | 'recoveryDelayMs'>,
  intervalMs: number,
): CompiledRule {
  const { condition } = rule;
  const { low, high } = limitsOf(condition);
  const forecast = condition.kind === 'forecast' ? condition : undefined;
  return {
    measure: measureOf(condition),
    low,
    high,
    recoverLow: Number.isFinite(low) ? (rule.recoveryThreshold ?? low) : low,
    recoverHigh: Number.isFinite(high) ? (rule.recoveryThreshold ?? high) : high,
    leaveLow: condition.kind === 'below' ? (condition.until ?? -Infinity) : -Infinity,
    leaveHigh: condition.kind === 'above' ? (condition.until ?? Infinity) : Infinity,
    holdMs: rule.holdMs,
    recoveryDelayMs: rule.recoveryDelayMs,
    gapMs: condition.kind === 'absent' ? Infinity : Math.max(GAP_FLOOR_MS, GAP_INTERVALS * intervalMs),
    equalTo: valuesOf(condition),
    afterMs: condition.kind === 'absent' ? condition.afterMs : 0,
    bucketMs: forecast ? forecast.windowMs / FORECAST_BUCKETS : 0,
    withinMs: forecast ? forecast.withinMs : 0,
    spanMs: forecast ? forecast.windowMs * FORECAST_SPAN : 0,
    stateLength: stateLength(condition),
  };
}

/** Numbers of state that one slot of such a condition needs. */
export function stateLength(condition: Condition): number {
  return condition.kind === 'forecast' ? SLOT_LENGTH + FORECAST_BUCKETS * BUCKET_LENGTH : SLOT_LENGTH;
}

/** The limit that a person is shown, or null where the condition has none; of two the one that was crossed. */
export function thresholdOf(condition: Condition, value: number | null): number | null {
  switch (condition.kind) {
    case 'above':
    case 'below':
      return condition.threshold;
    case 'outside':
      return value !== null && value < condition.low ? condition.low : condition.high;
    case 'equal':
      return condition.value;
    case 'rate':
      return condition.above;
    case 'forecast':
      return condition.reaches;
    case 'ratio':
    case 'group_median':
      return condition.above ?? condition.below ?? null;
    case 'count':
      return condition.atLeast ?? null;
    case 'one_of':
    case 'changed':
    case 'absent':
    case 'deviation':
      return null;
  }
}

function measureOf(condition: Condition): number {
  switch (condition.kind) {
    case 'above':
    case 'below':
    case 'outside':
      return MEASURE.value;
    case 'one_of':
      return MEASURE.equal;
    default:
      return MEASURE[condition.kind];
  }
}

function valuesOf(condition: Condition): readonly number[] {
  if (condition.kind === 'one_of') return condition.values;
  return condition.kind === 'equal' ? [condition.value] : [];
}

function limitsOf(condition: Condition): { low: number; high: number } {
  switch (condition.kind) {
    case 'above':
      return { low: -Infinity, high: condition.threshold };
    case 'below':
      return { low: condition.threshold, high: Infinity };
    case 'outside':
      return { low: condition.low, high: condition.high };
    case 'rate':
      return { low: -Infinity, high: condition.above };
    case 'forecast':
      return reachLimits(condition.reaches, condition.from);
    // Their quantity is 1 when violated and 0 when not.
    case 'equal':
    case 'one_of':
    case 'changed':
    case 'absent':
    case 'count':
      return { low: -Infinity, high: 0 };
    // The band of the hour is not known to the rule.
    case 'deviation':
      return { low: -Infinity, high: Infinity };
    case 'ratio':
    case 'group_median':
      return { low: condition.below ?? -Infinity, high: condition.above ?? Infinity };
  }
}

/** "Reaches" includes the limit itself, give or take what a fitted line rounds. */
function reachLimits(reaches: number, from: 'below' | 'above'): { low: number; high: number } {
  const rounding = 1e-9 * Math.max(1, Math.abs(reaches));
  return from === 'below'
    ? { low: -Infinity, high: reaches - rounding }
    : { low: reaches + rounding, high: Infinity };
}
