import { type Condition, type Rule, SEVERITIES, type Severity } from '#protocol/rule.ts';
import { tierCondition } from '#protocol/rule-tiers.ts';
import {
  BUCKET_LENGTH,
  FORECAST_BUCKETS,
  LINE_LENGTH,
  OPERAND_LENGTH,
  SLOT_LENGTH,
  TIER_LENGTH,
} from './state.ts';

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

/** Conditions that need to be told something from outside of the series. */
const WITH_OPERAND: ReadonlySet<Condition['kind']> = new Set(['deviation', 'ratio', 'count', 'group_median']);

/** Limits of the quantity: violated outside the first two, recovered inside the others. */
export interface Limits {
  low: number;
  high: number;
  recoverLow: number;
  recoverHigh: number;
}

/** A graver severity, as the evaluator reads it. */
export interface CompiledTier extends Limits {
  holdMs: number;
  /** `forecast`: how far ahead. */
  withinMs: number;
  /** Where its state lies, behind the begin of the slot. */
  at: number;
}

/**
 * A rule as the evaluator reads it: one shape for all conditions, numbers only. Every condition is "the quantity is
 * outside [low, high]" and every recovery "it is inside [recoverLow, recoverHigh]".
 */
export interface CompiledRule extends Limits {
  measure: number;
  holdMs: number;
  recoveryDelayMs: number;
  /** A longer silence restarts hold and recovery delay: nothing is known about what happened in it. */
  gapMs: number;
  /** Of the rule, then of each tier, as index of `SEVERITIES` + 1. */
  severities: readonly number[];
  /** Mildest first. */
  tiers: readonly CompiledTier[];
  /** N of M: so many, 0 for a rule with a hold; and a bit for each of the samples that count. */
  violatedSamples: number;
  samplesMask: number;
  /** Loud moments within the time that make it flap, 0 for never; calm for this long ends it. */
  flappingFirings: number;
  flappingWithinMs: number;
  calmMs: number;
  /** `equal` and `one_of`: the values that violate. */
  equalTo: readonly number[];
  /** `absent`: silence that violates. */
  afterMs: number;
  /** `count`: so many, and so many percent, violate. */
  atLeast: number;
  atLeastPercent: number;
  /** `forecast`: width of a bucket, how far ahead, the least span of samples, and how sure the line must be. */
  bucketMs: number;
  withinMs: number;
  spanMs: number;
  confidence: number;
  /** Where the parts of the state lie, behind the begin of the slot; 0 for those that it has not. */
  loudAt: number;
  operandAt: number;
  lineAt: number;
  bucketsAt: number;
  /** Numbers of state that one slot needs. */
  stateLength: number;
}

/** What of a rule decides how samples are judged. */
export type JudgedRule = Pick<Rule, 'condition' | 'holdMs' | 'recoveryThreshold' | 'recoveryDelayMs'> &
  Partial<Pick<Rule, 'severity' | 'tiers' | 'samples' | 'flapping'>>;

/** Compiles a rule for series that are expected every `intervalMs`. */
export function compileRule(rule: JudgedRule, intervalMs: number): CompiledRule {
  const { condition, tiers = [], samples } = rule;
  const flapping = rule.flapping ?? undefined;
  const forecast = condition.kind === 'forecast' ? condition : undefined;
  const count = condition.kind === 'count' ? condition : undefined;
  const places = placesOf(rule);
  return {
    measure: measureOf(condition),
    ...limitsWith(condition, rule.recoveryThreshold),
    holdMs: rule.holdMs,
    recoveryDelayMs: rule.recoveryDelayMs,
    gapMs: condition.kind === 'absent' ? Infinity : gapMs(intervalMs),
    severities: [rule.severity ?? 'warning', ...tiers.map((tier) => tier.severity)].map(severityNumber),
    tiers: tiers.map((tier, index) => {
      const graver = tierCondition(condition, tier);
      return {
        ...limitsWith(graver, tier.recoveryThreshold),
        holdMs: tier.holdMs ?? rule.holdMs,
        withinMs: graver.kind === 'forecast' ? graver.withinMs : 0,
        at: places.tiersAt + index * TIER_LENGTH,
      };
    }),
    violatedSamples: samples?.atLeast ?? 0,
    samplesMask: samples ? 2 ** samples.of - 1 : 0,
    flappingFirings: flapping?.firings ?? 0,
    flappingWithinMs: flapping?.withinMs ?? 0,
    calmMs: flapping?.calmMs ?? 0,
    equalTo: valuesOf(condition),
    afterMs: condition.kind === 'absent' ? condition.afterMs : 0,
    atLeast: count?.atLeast ?? 0,
    atLeastPercent: count?.atLeastPercent ?? 0,
    bucketMs: forecast ? forecast.windowMs / FORECAST_BUCKETS : 0,
    withinMs: forecast ? forecast.withinMs : 0,
    spanMs: forecast ? forecast.windowMs * FORECAST_SPAN : 0,
    confidence: forecast ? forecast.confidence : 0,
    loudAt: places.loudAt,
    operandAt: places.operandAt,
    lineAt: places.lineAt,
    bucketsAt: places.bucketsAt,
    stateLength: places.length,
  };
}

/** The longest silence of a series after which what was held goes on. */
export function gapMs(intervalMs: number): number {
  return Math.max(GAP_FLOOR_MS, GAP_INTERVALS * intervalMs);
}

/** A severity as a slot holds it; 0 stands for none. */
export function severityNumber(severity: Severity): number {
  return SEVERITIES.indexOf(severity) + 1;
}

/** The severity behind such a number. */
export function severityOf(number: number): Severity | undefined {
  return SEVERITIES[number - 1];
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
    case 'group_median': {
      const { below, above } = condition;
      return (value !== null && below !== undefined && value < below ? below : (above ?? below)) ?? null;
    }
    case 'count':
      return condition.atLeast ?? null;
    case 'one_of':
    case 'changed':
    case 'absent':
    case 'deviation':
      return null;
  }
}

/** Where the parts of the state lie that not every slot has. */
function placesOf({ condition, tiers = [], flapping }: JudgedRule) {
  const loudAt = SLOT_LENGTH;
  const tiersAt = loudAt + (flapping ? flapping.firings - 1 : 0);
  const operandAt = tiersAt + tiers.length * TIER_LENGTH;
  const hasOperand = WITH_OPERAND.has(condition.kind);
  const lineAt = operandAt + (hasOperand ? OPERAND_LENGTH : 0);
  const isForecast = condition.kind === 'forecast';
  const bucketsAt = lineAt + LINE_LENGTH;
  return {
    loudAt,
    tiersAt,
    operandAt: hasOperand ? operandAt : 0,
    lineAt: isForecast ? lineAt : 0,
    bucketsAt: isForecast ? bucketsAt : 0,
    length: isForecast ? bucketsAt + FORECAST_BUCKETS * BUCKET_LENGTH : lineAt,
  };
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

function limitsWith(condition: Condition, recoveryThreshold: number | undefined): Limits {
  const { low, high } = limitsOf(condition);
  return {
    low,
    high,
    recoverLow: Number.isFinite(low) ? (recoveryThreshold ?? low) : low,
    recoverHigh: Number.isFinite(high) ? (recoveryThreshold ?? high) : high,
  };
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
    // Its quantity is how far the value lies outside of what is usual.
    case 'deviation':
      return { low: 0, high: 0 };
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
