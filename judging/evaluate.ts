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
 * "Between" exists only with a recovery threshold. A sample that was not read (NaN), or is not newer than the last,
 * does nothing. Hold and delay are measured from sample to sample: while nothing comes, nothing fires and nothing
 * resolves, and after longer than `gapMs` without a verdict they count anew. Only `absent` is moved by ticks: its violation
 * is silence, its recovery any sample.
 *
 * Each tier is judged beside it with limits of its own (`tiers.ts`): one that stands fires what is pending, and the
 * gravest that stands is the severity of what fires, SEVERITY. With N of M samples the count of those that violated
 * takes the place of the hold, and nothing recovers while it stands. What is loud too often is flapping: as firing and
 * recovering, with a longer delay.
 */
import { type CompiledRule, MEASURE } from './compile-rule.ts';
import { isFlapping, isLoudTooOften } from './flapping.ts';
import { forecast } from './forecast.ts';
import { addSample, holdsSamples } from './samples.ts';
import { CHANGE, FIELD, OPERAND, PHASE, TIER_LENGTH } from './state.ts';
import { judgeTiers, severityNow } from './tiers.ts';

/** Judges a sample on the slot at `at` and returns one of `CHANGE`. Allocates nothing. */
export function evaluate(
  rule: CompiledRule,
  state: Float64Array,
  at: number,
  timeMs: number,
  value: number,
): number {
  const lastMs = state[at + FIELD.lastMs];
  if (Number.isNaN(value)) return CHANGE.none;
  // Presence is timed by the clock of the collector: where that was set back, whoever speaks is there all the same.
  if (timeMs <= lastMs && rule.measure !== MEASURE.absent) return CHANGE.none;
  const quantity = rule.measure === MEASURE.value ? value : measure(rule, state, at, timeMs, value);
  state[at + FIELD.lastMs] = timeMs;
  state[at + FIELD.lastValue] = value;
  if (Number.isNaN(quantity)) return CHANGE.none;
  state[at + FIELD.quantity] = quantity;
  // Nearly every sample ends here.
  if (state[at + FIELD.phase] === PHASE.ok && quantity <= rule.high && quantity >= rule.low) {
    return CHANGE.none;
  }
  return step(rule, state, at, timeMs, timeMs, quantity);
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
  // The clock was set back: how long the silence had lasted is not known, so it counts from here.
  if (state[at + FIELD.lastMs] > nowMs) state[at + FIELD.lastMs] = nowMs;
  const lastMs = state[at + FIELD.lastMs];
  const silentSinceMs = Math.max(lastMs, listeningSinceMs);
  if (nowMs - silentSinceMs < rule.afterMs) return CHANGE.none;
  state[at + FIELD.quantity] = 1;
  return step(rule, state, at, nowMs, lastMs === 0 ? silentSinceMs : lastMs, 1);
}

/** True when the quantity violates the rule. */
export function violates(rule: CompiledRule, quantity: number): boolean {
  return quantity > rule.high || quantity < rule.low;
}

/** What the verdict on a sample or a tick does to the episode. */
function step(
  rule: CompiledRule,
  state: Float64Array,
  at: number,
  nowMs: number,
  beganMs: number,
  quantity: number,
): number {
  const violated = violates(rule, quantity);
  const begins = state[at + FIELD.phase] === PHASE.ok;
  if (begins) {
    if (!violated) return CHANGE.none;
    begin(rule, state, at, beganMs, nowMs);
  }
  const afterGap = nowMs - state[at + FIELD.judgedMs] > rule.gapMs;
  // Ticks that find silence once more leave the state as it was, and nothing to save.
  if (rule.gapMs !== Infinity) state[at + FIELD.judgedMs] = nowMs;
  if (rule.violatedSamples > 0) addSample(rule, state, at + FIELD.history, violated, afterGap);
  const recovered = hasRecovered(rule, state, at, quantity);
  if (rule.tiers.length > 0) judgeTiers(rule, state, at, nowMs, quantity, violated, recovered, afterGap);
  if (state[at + FIELD.phase] >= PHASE.firing) return stand(rule, state, at, nowMs, recovered, afterGap);
  const change = wait(rule, state, at, nowMs, violated, afterGap);
  return begins && change === CHANGE.none ? CHANGE.pending : change;
}

/** An episode begins with nothing of the one before, but how often it was loud. */
function begin(rule: CompiledRule, state: Float64Array, at: number, beganMs: number, nowMs: number): void {
  state[at + FIELD.phase] = PHASE.pending;
  state[at + FIELD.beganMs] = beganMs;
  state[at + FIELD.sinceMs] = nowMs;
  state[at + FIELD.history] = 0;
  state[at + FIELD.severity] = 0;
  state[at + FIELD.from] = 0;
  state[at + FIELD.judgedMs] = nowMs;
  for (const tier of rule.tiers) state.fill(0, at + tier.at, at + tier.at + TIER_LENGTH);
}

/** Pending: fires, ends, or waits on. */
function wait(
  rule: CompiledRule,
  state: Float64Array,
  at: number,
  nowMs: number,
  violated: boolean,
  afterGap: boolean,
): number {
  const isOver = rule.violatedSamples > 0 ? state[at + FIELD.history] === 0 : !violated;
  if (isOver) {
    state[at + FIELD.phase] = PHASE.ok;
    return CHANGE.cancelled;
  }
  if (afterGap) state[at + FIELD.sinceMs] = nowMs;
  const held =
    rule.violatedSamples > 0
      ? holdsSamples(rule, state[at + FIELD.history])
      : nowMs - state[at + FIELD.sinceMs] >= rule.holdMs;
  const severity = severityNow(rule, state, at);
  if (!held && severity === rule.severities[0]) return CHANGE.none;
  state[at + FIELD.phase] = PHASE.firing;
  state[at + FIELD.firedMs] = nowMs;
  state[at + FIELD.severity] = severity;
  return loud(rule, state, at, nowMs, CHANGE.fired);
}

/** Firing: resolves, changes its severity, or stands on. */
function stand(
  rule: CompiledRule,
  state: Float64Array,
  at: number,
  nowMs: number,
  recovered: boolean,
  afterGap: boolean,
): number {
  const flaps = isFlapping(state[at + FIELD.phase]);
  const standing = flaps ? PHASE.flapping : PHASE.firing;
  if (!recovered) {
    state[at + FIELD.phase] = standing;
    return tellSeverity(rule, state, at, nowMs);
  }
  if (state[at + FIELD.phase] === standing || afterGap) state[at + FIELD.sinceMs] = nowMs;
  state[at + FIELD.phase] = standing + 1;
  const delayMs = flaps ? Math.max(rule.recoveryDelayMs, rule.calmMs) : rule.recoveryDelayMs;
  if (nowMs - state[at + FIELD.sinceMs] < delayMs) return tellSeverity(rule, state, at, nowMs);
  state[at + FIELD.phase] = PHASE.ok;
  return CHANGE.resolved;
}

/** A state that was saved before severities were kept is told as it is. */
function tellSeverity(rule: CompiledRule, state: Float64Array, at: number, nowMs: number): number {
  const told = state[at + FIELD.severity];
  const severity = severityNow(rule, state, at);
  if (told === severity) return CHANGE.none;
  state[at + FIELD.severity] = severity;
  if (told === 0) return CHANGE.none;
  state[at + FIELD.from] = told;
  if (severity < told || isFlapping(state[at + FIELD.phase])) return CHANGE.severity;
  return loud(rule, state, at, nowMs, CHANGE.severity);
}

/** Notes a change for which somebody is called, and whether that was one too many. */
function loud(rule: CompiledRule, state: Float64Array, at: number, nowMs: number, change: number): number {
  if (!isLoudTooOften(rule, state, at, nowMs)) return change;
  state[at + FIELD.phase] += PHASE.flapping - PHASE.firing;
  return change + CHANGE.flapping;
}

/** While so many of the last samples violate that it would fire, one good one among them is no recovery. */
function hasRecovered(rule: CompiledRule, state: Float64Array, at: number, quantity: number): boolean {
  if (quantity > rule.recoverHigh || quantity < rule.recoverLow) return false;
  return rule.violatedSamples === 0 || !holdsSamples(rule, state[at + FIELD.history]);
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
    case MEASURE.deviation:
      return excess(state, at + rule.operandAt, timeMs, value);
    case MEASURE.count:
      return countVerdict(rule, state[at + rule.operandAt + OPERAND.value], value);
    default:
      return ratio(rule, state, at + rule.operandAt, timeMs, value);
  }
}

/** Growth a second since the last sample; none for the first sample and for a counter that was reset or wrapped. */
function rate(state: Float64Array, at: number, timeMs: number, value: number): number {
  const lastMs = state[at + FIELD.lastMs];
  const growth = value - state[at + FIELD.lastValue];
  return lastMs === 0 || growth < 0 ? Number.NaN : (growth * 1000) / (timeMs - lastMs);
}

/** How far the value lies outside of its usual band: 0 inside, below it negative; none while the band is not known. */
function excess(state: Float64Array, operand: number, timeMs: number, value: number): number {
  if (timeMs < state[operand + OPERAND.atMs] || timeMs >= state[operand + OPERAND.untilMs]) return Number.NaN;
  const high = state[operand + OPERAND.high];
  const low = state[operand + OPERAND.low];
  if (value > high) return value - high;
  return value < low ? value - low : 0;
}

/** 1 when so many of the known series violate, 0 when fewer do, NaN when none is known. */
export function countVerdict(rule: CompiledRule, known: number, violating: number): number {
  if (!(known > 0)) return Number.NaN;
  const isEnough = violating >= rule.atLeast && (violating * 100) / known >= rule.atLeastPercent;
  return violating > 0 && isEnough ? 1 : 0;
}

/** The value divided by what it is compared with; none for a divisor of 0, one that is too old, and a median below 0. */
function ratio(
  rule: CompiledRule,
  state: Float64Array,
  operand: number,
  timeMs: number,
  value: number,
): number {
  const divisor = state[operand + OPERAND.value];
  if (divisor === 0 || Math.abs(timeMs - state[operand + OPERAND.atMs]) > rule.gapMs) return Number.NaN;
  return divisor < 0 && rule.measure === MEASURE.group_median ? Number.NaN : value / divisor;
}
