import type { CompiledRule } from './compile-rule.ts';
import { evaluate, isBeyond, shownValue } from './evaluate.ts';
import { CHANGE, FIELD } from './state.ts';

/** One firing that was found afterwards. */
export interface Episode {
  beganAtMs: number;
  firedAtMs: number;
  /** Null when it was still going on at the last sample. */
  resolvedAtMs: number | null;
  /** What was shown when it fired and when it resolved. */
  firedValue: number | null;
  resolvedValue: number | null;
  /** It resolved because from there on a graver rule tells. */
  worse: boolean;
}

/**
 * Judges the samples of a finished gap, oldest first, with the evaluator that judges the stream. `before` is the
 * state of the slot in front of the gap where it is known; it is not changed. An episode that had fired before the
 * gap belongs to the stream and is not repeated here. `absent` finds nothing: these samples are all there was.
 */
export function rejudge(
  rule: CompiledRule,
  samples: { timesMs: ArrayLike<number>; values: ArrayLike<number> },
  before?: Float64Array,
): Episode[] {
  const state = before ? before.slice(0, rule.stateLength) : new Float64Array(rule.stateLength);
  const episodes: Episode[] = [];
  let current: Episode | undefined;
  for (let index = 0; index < samples.timesMs.length; index++) {
    const change = evaluate(rule, state, 0, samples.timesMs[index], samples.values[index]);
    if (change === CHANGE.fired) {
      current = {
        beganAtMs: state[FIELD.beganMs],
        firedAtMs: state[FIELD.firedMs],
        resolvedAtMs: null,
        firedValue: shownValue(rule, state, 0),
        resolvedValue: null,
        worse: false,
      };
      episodes.push(current);
    } else if (change === CHANGE.resolved && current) {
      current.resolvedAtMs = samples.timesMs[index];
      current.resolvedValue = shownValue(rule, state, 0);
      current.worse = isBeyond(rule, state[FIELD.quantity]);
      current = undefined;
    }
  }
  return episodes;
}
