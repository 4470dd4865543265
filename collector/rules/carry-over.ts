import { type CompiledRule, MEASURE } from '#judging/compile-rule.ts';
import { violates } from '#judging/evaluate.ts';
import { FIELD, PHASE } from '#judging/state.ts';
import type { Slot } from './slot.ts';

/**
 * Moves the state of a slot to its place under the rules now in force. Returns false when its episode ends by that.
 *
 *   condition as before   all is kept, also where hold, delay or severity changed, or the device gave other limits:
 *                         the sample that comes with them is judged by them
 *   condition changed     pending: ends
 *                         firing: goes on when the last value violates the new condition too, else ends
 */
export function carryOver(
  old: Slot,
  oldState: Float64Array,
  slot: Slot,
  state: Float64Array,
  nowMs: number,
): boolean {
  if (old.rule.judgesBy === slot.rule.judgesBy) {
    state.set(oldState.subarray(old.at, old.at + old.compiled.stateLength), slot.at);
    return true;
  }
  const before = old.compiled;
  const now = slot.compiled;
  // Presence is timed by arrival and values by themselves: the two are not to be mixed.
  const sameClock = (before.measure === MEASURE.absent) === (now.measure === MEASURE.absent);
  if (sameClock) {
    state[slot.at + FIELD.lastMs] = oldState[old.at + FIELD.lastMs];
    state[slot.at + FIELD.lastValue] = oldState[old.at + FIELD.lastValue];
  }
  const phase = oldState[old.at + FIELD.phase];
  if (phase >= PHASE.firing && stillViolates(before, oldState, old.at, now, nowMs)) {
    for (const field of [FIELD.phase, FIELD.beganMs, FIELD.firedMs, FIELD.sinceMs, FIELD.quantity]) {
      state[slot.at + field] = oldState[old.at + field];
    }
    return true;
  }
  // An episode is named by the last presence before it, so one that ended here must not begin there again.
  const fresh = sameClock && phase === PHASE.ok;
  if (now.measure === MEASURE.absent && !fresh) state[slot.at + FIELD.lastMs] = nowMs;
  return phase === PHASE.ok;
}

function stillViolates(
  before: CompiledRule,
  state: Float64Array,
  at: number,
  now: CompiledRule,
  nowMs: number,
): boolean {
  const value = state[at + FIELD.lastValue];
  switch (now.measure) {
    case MEASURE.value:
      return judgesValues(before) && violates(now, value);
    case MEASURE.equal:
      return judgesValues(before) && now.equalTo.includes(value);
    case MEASURE.rate:
      return before.measure === MEASURE.rate && violates(now, state[at + FIELD.quantity]);
    case MEASURE.absent:
      return before.measure === MEASURE.absent && nowMs - state[at + FIELD.lastMs] >= now.afterMs;
    default:
      return false;
  }
}

function judgesValues(rule: CompiledRule): boolean {
  return rule.measure === MEASURE.value || rule.measure === MEASURE.equal;
}
