import { type CompiledRule, MEASURE } from '#judging/compile-rule.ts';
import { evaluate, evaluateTick } from '#judging/evaluate.ts';
import { CHANGE, FIELD } from '#judging/state.ts';

/** The samples of one series, oldest first. */
export interface Samples {
  timesMs: ArrayLike<number>;
  values: ArrayLike<number>;
}

/** What one sample, or the silence after one, did. */
export interface Judged {
  /** One of `CHANGE`, without what is added for flapping. */
  change: number;
  /** It is flapping from here on. */
  flapping: boolean;
  atMs: number;
  state: Float64Array;
}

/** Brings what a rule needs from outside of the series into the state, before the sample at `index` is judged. */
export type Feed = (state: Float64Array, index: number) => void;

/**
 * Judges a history by the evaluator of the stream and tells of every change. Silence is judged up to `toMs`. `each`
 * is called behind every sample, `changed` before it.
 */
export function judgeHistory(
  compiled: CompiledRule,
  samples: Samples,
  toMs: number,
  changed: (judged: Judged) => void,
  feed?: Feed,
  each?: (state: Float64Array, index: number) => void,
): Float64Array {
  const state = new Float64Array(compiled.stateLength);
  const silence = compiled.measure === MEASURE.absent ? ticksOf(compiled) : [];
  for (let index = 0; index < samples.timesMs.length; index++) {
    const timeMs = samples.timesMs[index];
    if (!Number.isNaN(samples.values[index])) beSilent(timeMs);
    feed?.(state, index);
    tell(evaluate(compiled, state, 0, timeMs, samples.values[index]), timeMs);
    each?.(state, index);
  }
  beSilent(toMs);
  return state;

  function beSilent(untilMs: number): void {
    const lastMs = state[FIELD.lastMs];
    if (lastMs === 0) return;
    for (const afterMs of silence) {
      if (lastMs + afterMs < untilMs)
        tell(evaluateTick(compiled, state, 0, lastMs + afterMs, 0), lastMs + afterMs);
    }
  }

  function tell(change: number, atMs: number): void {
    if (change === CHANGE.none) return;
    const flapping = change >= CHANGE.flapping;
    changed({ change: flapping ? change - CHANGE.flapping : change, flapping, atMs, state });
  }
}

/**
 * Silence is judged by ticks, and between two samples only a few of them can change anything: the one at which the
 * silence is long enough, and those at which it has been held.
 */
function ticksOf({ afterMs, holdMs, tiers }: CompiledRule): number[] {
  const holds = [0, holdMs, ...tiers.map((tier) => tier.holdMs)];
  return [...new Set(holds.map((each) => afterMs + each))].sort((a, b) => a - b);
}
