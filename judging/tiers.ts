/*
 * The graver severities of a rule, each judged for itself beside the episode:
 *
 *   not standing   violated for its hold, or in N of M samples: stands
 *   standing       recovered for the recovery delay, while it flaps for the calm time: stands no more
 *
 * None is violated while the rule is not, and each has recovered when the rule has.
 */
import { type CompiledRule, type CompiledTier, MEASURE } from './compile-rule.ts';
import { isFlapping } from './flapping.ts';
import { addSample, holdsSamples } from './samples.ts';
import { FIELD, LINE, TIER } from './state.ts';

/** What a judged sample or tick does to the tiers. */
export function judgeTiers(
  rule: CompiledRule,
  state: Float64Array,
  at: number,
  nowMs: number,
  quantity: number,
  violated: boolean,
  recovered: boolean,
  afterGap: boolean,
): void {
  for (let index = 0; index < rule.tiers.length; index++) {
    const tier = rule.tiers[index];
    const own = rule.measure === MEASURE.forecast ? projection(rule, tier, state, at) : quantity;
    const isOut = violated && (own > tier.high || own < tier.low);
    if (rule.violatedSamples > 0) addSample(rule, state, at + tier.at + TIER.history, isOut, afterGap);
    if (state[at + tier.at + TIER.stands] === 0)
      rise(rule, tier, state, at + tier.at, nowMs, isOut, afterGap);
    else {
      const isBack = recovered || (own <= tier.recoverHigh && own >= tier.recoverLow);
      fall(rule, tier, state, at, nowMs, isBack, afterGap);
    }
  }
}

/** The gravest severity that stands, as the slot holds it. */
export function severityNow(rule: CompiledRule, state: Float64Array, at: number): number {
  for (let index = rule.tiers.length - 1; index >= 0; index--) {
    if (state[at + rule.tiers[index].at + TIER.stands] === 1) return rule.severities[index + 1];
  }
  return rule.severities[0];
}

function rise(
  rule: CompiledRule,
  tier: CompiledTier,
  state: Float64Array,
  at: number,
  nowMs: number,
  isOut: boolean,
  afterGap: boolean,
): void {
  if (rule.violatedSamples > 0) {
    if (holdsSamples(rule, state[at + TIER.history])) stand(state, at, 1);
    return;
  }
  if (lasted(state, at, nowMs, isOut, afterGap, tier.holdMs)) stand(state, at, 1);
}

function fall(
  rule: CompiledRule,
  tier: CompiledTier,
  state: Float64Array,
  at: number,
  nowMs: number,
  isBack: boolean,
  afterGap: boolean,
): void {
  const place = at + tier.at;
  const isOver = isBack && (rule.violatedSamples === 0 || !holdsSamples(rule, state[place + TIER.history]));
  const flaps = isFlapping(state[at + FIELD.phase]);
  const delayMs = flaps ? Math.max(rule.recoveryDelayMs, rule.calmMs) : rule.recoveryDelayMs;
  if (lasted(state, place, nowMs, isOver, afterGap, delayMs)) stand(state, place, 0);
}

/** Counts how long something is so, from the first sample that says it. */
function lasted(
  state: Float64Array,
  at: number,
  nowMs: number,
  isSo: boolean,
  afterGap: boolean,
  forMs: number,
): boolean {
  if (!isSo) {
    state[at + TIER.sinceMs] = 0;
    return false;
  }
  if (state[at + TIER.sinceMs] === 0 || afterGap) state[at + TIER.sinceMs] = nowMs;
  return nowMs - state[at + TIER.sinceMs] >= forMs;
}

function stand(state: Float64Array, at: number, stands: 0 | 1): void {
  state[at + TIER.stands] = stands;
  state[at + TIER.sinceMs] = 0;
}

/** Where the line of a forecast will be when the tier looks. */
function projection(rule: CompiledRule, tier: CompiledTier, state: Float64Array, at: number): number {
  const line = at + rule.lineAt;
  return state[line + LINE.level] + state[line + LINE.slope] * tier.withinMs;
}
