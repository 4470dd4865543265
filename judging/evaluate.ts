/*
 * The pure evaluator: what one sample, or one tick of silence, does to one slot. Used by collector and agents.
 *
 *   phase       violated                        between            recovered
 *   ok          hold 0: firing, FIRED           ok                 ok
 *               else: pending, PENDING
 *   pending     held long enough: firing, FIRED ok, CANCELLED      ok, CANCELLED
 *   firing      firing                          firing             delay 0: ok, RESOLVED
 *                                                                  else: recovering
 *   recovering  firing                          firing             recovered long enough: ok, RESOLVED
 *
 * "Between" exists only with a recovery threshold. A value that is farther out than `until` counts as recovered: from
 * there on a graver rule tells. A sample that was not read (NaN), or is not newer than the last,
 * does nothing. Hold and delay are measured from sample to sample: while nothing comes, nothing fires and nothing
 * resolves, and after a silence longer than `gapMs` they count anew. Only `absent` is moved by ticks: its violation
 * is silence, its recovery any sample.
 */
import { type CompiledRule, MEASURE } from './compile-rule.ts';
import { forecast } from './forecast.ts';
import { CHANGE, FIELD, PHASE } from './state.ts';

/** Judges a sample on the slot at `at` and returns one of `CHANGE`. Allocates nothing. */
export function evaluate(
  rule: CompiledRule,
  state: Float64Array,
  at: number,
  timeMs: number,
  value: number,
): number {
  const lastMs = state[at + FIELD.lastMs];
  if (Number.isNaN(value) || timeMs <= lastMs) return CHANGE.none;
  const quantity = rule.measure === MEASURE.value ? value : measure(rule, state, at, timeMs, value);
  state[at + FIELD.lastMs] = timeMs;
  state[at + FIELD.lastValue] = value;
  if (Number.isNaN(quantity)) return CHANGE.none;
  state[at + FIELD.quantity] = quantity;
  // Nearly every sample ends here.
  if (state[at + FIELD.phase] === PHASE.ok && quantity <= rule.high && quantity >= rule.low) {
    return CHANGE.none;
  }
  return step(rule, state, at, timeMs, quantity, timeMs - lastMs > rule.gapMs);
}

/**
 * Judges silence on the slot of an `absent` rule. `listeningSinceMs` is when ticks began after their last gap: a
 * collector that did not listen cannot tell who was silent.
 */
export function evaluateTick(
  rule: CompiledRule,
  state: Float64Array,
  at: number,
  nowMs: number,
  listeningSinceMs: number,
): number {
  const lastMs = state[at + FIELD.lastMs];
  const silentSinceMs = Math.max(lastMs, listeningSinceMs);
  if (nowMs - silentSinceMs < rule.afterMs) return CHANGE.none;
  switch (state[at + FIELD.phase]) {
    case PHASE.ok:
      return begin(rule, state, at, lastMs === 0 ? silentSinceMs : lastMs, nowMs);
    case PHASE.pending:
      return nowMs - state[at + FIELD.sinceMs] >= rule.holdMs ? fire(state, at, nowMs) : CHANGE.none;
    default:
      state[at + FIELD.phase] = PHASE.firing;
      return CHANGE.none;
  }
}

/** The value to show for a slot: the rate for `rate`, none for `absent`, otherwise the sample judged last. */
export function shownValue(rule: CompiledRule, state: Float64Array, at: number): number | null {
  if (rule.measure === MEASURE.absent) return null;
  return state[at + (rule.measure === MEASURE.rate ? FIELD.quantity : FIELD.lastValue)];
}

/** True when the quantity violates the rule. */
export function violates(rule: CompiledRule, quantity: number): boolean {
  return (quantity > rule.high || quantity < rule.low) && !isBeyond(rule, quantity);
}

/** True when the quantity is so far out that a graver rule tells of it. */
export function isBeyond(rule: CompiledRule, quantity: number): boolean {
  return quantity > rule.leaveHigh || quantity < rule.leaveLow;
}

function step(
  rule: CompiledRule,
  state: Float64Array,
  at: number,
  timeMs: number,
  quantity: number,
  afterGap: boolean,
): number {
  const violated = violates(rule, quantity);
  switch (state[at + FIELD.phase]) {
    case PHASE.ok:
      return violated ? begin(rule, state, at, timeMs, timeMs) : CHANGE.none;
    case PHASE.pending:
      if (!violated) {
        state[at + FIELD.phase] = PHASE.ok;
        return CHANGE.cancelled;
      }
      if (afterGap) state[at + FIELD.sinceMs] = timeMs;
      return timeMs - state[at + FIELD.sinceMs] >= rule.holdMs ? fire(state, at, timeMs) : CHANGE.none;
    default:
      return recover(rule, state, at, timeMs, quantity, afterGap);
  }
}

function begin(rule: CompiledRule, state: Float64Array, at: number, beganMs: number, nowMs: number): number {
  state[at + FIELD.beganMs] = beganMs;
  state[at + FIELD.sinceMs] = nowMs;
  if (rule.holdMs === 0) return fire(state, at, nowMs);
  state[at + FIELD.phase] = PHASE.pending;
  return CHANGE.pending;
}

function fire(state: Float64Array, at: number, nowMs: number): number {
  state[at + FIELD.phase] = PHASE.firing;
  state[at + FIELD.firedMs] = nowMs;
  return CHANGE.fired;
}

function recover(
  rule: CompiledRule,
  state: Float64Array,
  at: number,
  timeMs: number,
  quantity: number,
  afterGap: boolean,
): number {
  if ((quantity > rule.recoverHigh || quantity < rule.recoverLow) && !isBeyond(rule, quantity)) {
    state[at + FIELD.phase] = PHASE.firing;
    return CHANGE.none;
  }
  if (state[at + FIELD.phase] === PHASE.firing || afterGap) state[at + FIELD.sinceMs] = timeMs;
  state[at + FIELD.phase] = PHASE.recovering;
  if (timeMs - state[at + FIELD.sinceMs] < rule.recoveryDelayMs) return CHANGE.none;
  state[at + FIELD.phase] = PHASE.ok;
  return CHANGE.resolved;
}

/** The quantity of every measure but the plain value; NaN when this sample gives none. */
function measure(rule: CompiledRule, state: Float64Array, at: number, timeMs: number, value: number): number {
  switch (rule.measure) {
    case MEASURE.equal:
      return rule.equalTo.includes(value) ? 1 : 0;
    case MEASURE.changed:
      return state[at + FIELD.lastMs] !== 0 && value !== state[at + FIELD.lastValue] ? 1 : 0;
    case MEASURE.rate:
      return rate(state, at, timeMs, value);
    case MEASURE.forecast:
      return forecast(rule, state, at, timeMs, value);
    case MEASURE.absent:
      return 0;
    default:
      return Number.NaN;
  }
}

/** Growth a second since the last sample; none for the first sample and for a counter that was reset or wrapped. */
function rate(state: Float64Array, at: number, timeMs: number, value: number): number {
  const lastMs = state[at + FIELD.lastMs];
  const growth = value - state[at + FIELD.lastValue];
  return lastMs === 0 || growth < 0 ? Number.NaN : (growth * 1000) / (timeMs - lastMs);
}
