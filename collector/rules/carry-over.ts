import { copyEpisode, copyOperand, copyState, type StatePlace } from '#judging/carry-state.ts';
import { type CompiledRule, MEASURE } from '#judging/compile-rule.ts';
import { countVerdict, violates } from '#judging/evaluate.ts';
import { FIELD, OPERAND, PHASE } from '#judging/state.ts';
import type { Condition } from '#protocol/rule.ts';
import type { Slot } from './slot.ts';

/**
 * Moves the state of a slot to its place under the rules now in force. Returns false when its episode ends by that.
 *
 *   condition as before   all is kept, also where hold, delay, severity or tiers changed, or the device gave other
 *                         limits: the sample that comes with them is judged by them, and the severity is told
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
  const from: StatePlace = { rule: old.compiled, state: oldState, at: old.at };
  const to: StatePlace = { rule: slot.compiled, state, at: slot.at };
  if (old.rule.judgesBy === slot.rule.judgesBy) {
    copyState(from, to);
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
  const comparable = comparesWith(old.rule.rule.condition) === comparesWith(slot.rule.rule.condition);
  if (comparable) copyOperand(from, to);
  const phase = oldState[old.at + FIELD.phase];
  if (phase >= PHASE.firing && comparable && stillViolates(from, now, nowMs)) {
    copyEpisode(from, to);
    return true;
  }
  // An episode is named by the last presence before it, so one that ended here must not begin there again.
  const fresh = sameClock && phase === PHASE.ok;
  if (now.measure === MEASURE.absent && !fresh) {
    // By a clock that is ahead it may even have begun at this very moment.
    const beganMs = phase === PHASE.ok ? 0 : oldState[old.at + FIELD.beganMs];
    state[slot.at + FIELD.lastMs] = beganMs === nowMs ? nowMs + 1 : nowMs;
  }
  return phase === PHASE.ok;
}

/** Text that is equal for conditions that compare with the same from outside of the series. */
function comparesWith(condition: Condition): string {
  switch (condition.kind) {
    case 'ratio':
      return JSON.stringify(['ratio', condition.to, Object.entries(condition.toLabels).sort()]);
    case 'count':
      return JSON.stringify(['count', Object.entries(condition.each).sort()]);
    case 'deviation':
    case 'group_median':
      return condition.kind;
    default:
      return '';
  }
}

function stillViolates({ rule: before, state, at }: StatePlace, now: CompiledRule, nowMs: number): boolean {
  const value = state[at + FIELD.lastValue];
  switch (now.measure) {
    case MEASURE.value:
      return judgesValues(before) && violates(now, value);
    case MEASURE.equal:
      return judgesValues(before) && now.equalTo.includes(value);
    case MEASURE.rate:
    case MEASURE.ratio:
    case MEASURE.group_median:
      return before.measure === now.measure && violates(now, state[at + FIELD.quantity]);
    case MEASURE.count:
      return countVerdict(now, state[at + before.operandAt + OPERAND.value], value) === 1;
    case MEASURE.absent:
      return before.measure === MEASURE.absent && nowMs - state[at + FIELD.lastMs] >= now.afterMs;
    default:
      return false;
  }
}

function judgesValues(rule: CompiledRule): boolean {
  return rule.measure === MEASURE.value || rule.measure === MEASURE.equal;
}
