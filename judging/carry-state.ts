import type { CompiledRule } from './compile-rule.ts';
import { FIELD, OPERAND_LENGTH, SLOT_LENGTH, TIER_LENGTH } from './state.ts';

/** A place in an array of state, and the rule that it is laid out by. */
export interface StatePlace {
  rule: CompiledRule;
  state: Float64Array;
  at: number;
}

/**
 * Copies a whole slot to its place under a rule that judges alike: hold, delay, severity, tiers, N of M and flapping
 * may differ. The next sample is judged by what the rule says now.
 */
export function copyState(from: StatePlace, to: StatePlace): void {
  to.state.set(from.state.subarray(from.at, from.at + SLOT_LENGTH), to.at);
  copyEpisode(from, to);
  copyOperand(from, to);
  const begin = from.at + from.rule.lineAt;
  if (from.rule.lineAt > 0 && to.rule.lineAt > 0) {
    const end = from.at + from.rule.stateLength;
    to.state.set(from.state.subarray(begin, end), to.at + to.rule.lineAt);
  }
}

/** Copies what makes the episode: phase, times, severity, tiers by their severity, and how often it was loud. */
export function copyEpisode(from: StatePlace, to: StatePlace): void {
  const { phase, beganMs, firedMs, sinceMs, quantity, severity, from: before, judgedMs } = FIELD;
  for (const field of [phase, beganMs, firedMs, sinceMs, quantity, severity, before, judgedMs]) {
    to.state[to.at + field] = from.state[from.at + field];
  }
  const moments = Math.max(0, Math.min(from.rule.flappingFirings, to.rule.flappingFirings) - 1);
  const loud = from.at + from.rule.loudAt;
  to.state.set(from.state.subarray(loud, loud + moments), to.at + to.rule.loudAt);
  to.rule.tiers.forEach((tier, index) => {
    const same = from.rule.severities.indexOf(to.rule.severities[index + 1], 1);
    if (same < 1) return;
    const begin = from.at + from.rule.tiers[same - 1].at;
    to.state.set(from.state.subarray(begin, begin + TIER_LENGTH), to.at + tier.at);
  });
}

/** Copies what is known from outside of the series, where both compare with the same. */
export function copyOperand(from: StatePlace, to: StatePlace): void {
  if (from.rule.operandAt === 0 || to.rule.operandAt === 0) return;
  const begin = from.at + from.rule.operandAt;
  to.state.set(from.state.subarray(begin, begin + OPERAND_LENGTH), to.at + to.rule.operandAt);
}
