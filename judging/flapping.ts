import type { CompiledRule } from './compile-rule.ts';
import { PHASE } from './state.ts';

/** True in the phases of an alert that comes and goes. */
export function isFlapping(phase: number): boolean {
  return phase === PHASE.flapping || phase === PHASE.calming;
}

/**
 * Notes a loud moment, a firing or a rise of the severity, and says whether it is one too many: the last of
 * `flappingFirings` within the time. Remembers as many moments as that takes, newest first.
 */
export function isLoudTooOften(rule: CompiledRule, state: Float64Array, at: number, nowMs: number): boolean {
  const remembered = rule.flappingFirings - 1;
  if (remembered < 1) return false;
  const first = at + rule.loudAt;
  const oldestMs = state[first + remembered - 1];
  state.copyWithin(first + 1, first, first + remembered - 1);
  state[first] = nowMs;
  return oldestMs > 0 && nowMs - oldestMs <= rule.flappingWithinMs;
}
