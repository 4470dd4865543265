import type { CompiledRule } from './compile-rule.ts';
import { BUCKET_LENGTH, FIELD, FORECAST_BUCKETS } from './state.ts';

/** Numbers of a slot before severities, tiers and flapping were kept; a forecast had its buckets right behind. */
const OLD_SLOT_LENGTH = 8;
const BUCKETS_LENGTH = FORECAST_BUCKETS * BUCKET_LENGTH;

/** Numbers that a slot of this rule had then. */
export function oldStateLength(rule: CompiledRule): number {
  return rule.bucketsAt > 0 ? OLD_SLOT_LENGTH + BUCKETS_LENGTH : OLD_SLOT_LENGTH;
}

/** Brings a slot as it was then to the place that it has now; what was not kept then is not known. */
export function readOldState(
  rule: CompiledRule,
  old: Float64Array,
  oldAt: number,
  state: Float64Array,
  at: number,
): void {
  const buckets = oldAt + OLD_SLOT_LENGTH;
  state.set(old.subarray(oldAt, buckets), at);
  state[at + FIELD.judgedMs] = state[at + FIELD.lastMs];
  if (rule.bucketsAt > 0) state.set(old.subarray(buckets, buckets + BUCKETS_LENGTH), at + rule.bucketsAt);
}
