import { type CompiledRule, MEASURE } from '#judging/compile-rule.ts';
import { evaluate, evaluateTick } from '#judging/evaluate.ts';
import type { Feed, Samples } from '#judging/history.ts';
import { CHANGE, FIELD } from '#judging/state.ts';

/** What one sample, or the silence after one, did. */
export interface Judged {
  /** One of `CHANGE`, without what is added for flapping. */
  change: number;
  /** It is flapping from here on. */
  flapping: boolean;
  atMs: number;
  state: Float64Array;
}

/** Samples that are judged before somebody else may have a turn: a few milliseconds of the dearest conditions. */
const SAMPLES_AT_ONCE = 4_000;

/** How a history is judged. */
export interface HistoryJudging {
  compiled: CompiledRule;
  samples: Samples;
  /** Silence is judged up to here. */
  toMs: number;
  changed(judged: Judged): void;
  feed?: Feed | undefined;
  /** Called behind every sample; `changed` comes before it. */
  each?: (state: Float64Array, index: number) => void;
}

/** Judges a history by the evaluator of the stream, tells of every change, and returns the state at the end. */
export function judgeHistory(judging: HistoryJudging): Float64Array {
  const slices = judgeInSlices(judging);
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}

/** As `judgeHistory`; whoever runs it may do something else after every few thousand samples. */
export function* judgeInSlices(judging: HistoryJudging): Generator<undefined, Float64Array> {
  const { compiled, samples, toMs, changed, feed, each } = judging;
  const state = new Float64Array(compiled.stateLength);
  const silence = compiled.measure === MEASURE.absent ? ticksOf(compiled) : [];
  for (let index = 0; index < samples.timesMs.length; index++) {
    if (index > 0 && index % SAMPLES_AT_ONCE === 0) yield;
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
      const tickMs = lastMs + afterMs;
      if (tickMs < untilMs) tell(evaluateTick(compiled, state, 0, tickMs, 0), tickMs);
    }
  }

  function tell(change: number, atMs: number): void {
    if (change === CHANGE.none) return;
    const flapping = change >= CHANGE.flapping;
    changed({ change: flapping ? change - CHANGE.flapping : change, flapping, atMs, state });
  }
}

/** The samples at these places, without copying them where they need not be. */
export function partOf({ timesMs, values }: Samples, from: number, to: number): Samples {
  return { timesMs: cut(timesMs, from, to), values: cut(values, from, to) };
}

function cut(column: ArrayLike<number>, from: number, to: number): ArrayLike<number> {
  return column instanceof Float64Array
    ? column.subarray(from, to)
    : Array.prototype.slice.call(column, from, to);
}

/**
 * Silence is judged by ticks, and between two samples only a few of them can change anything: the one at which the
 * silence is long enough, and those at which it has been held.
 */
function ticksOf({ afterMs, holdMs, tiers }: CompiledRule): number[] {
  const holds = [0, holdMs, ...tiers.map((tier) => tier.holdMs)];
  return [...new Set(holds.map((each) => afterMs + each))].sort((a, b) => a - b);
}
