/*
 * A history that is judged afterwards, and what a condition is told from outside of the series meanwhile: in the stream
 * somebody writes the operand into the state, here a feed does it from columns.
 */
import type { CompiledRule } from './compile-rule.ts';
import { OPERAND } from './state.ts';
import { type Band, HOUR_MS, hourOf } from './usual-band.ts';

/** The samples of one series, oldest first. */
export interface Samples {
  timesMs: ArrayLike<number>;
  values: ArrayLike<number>;
}

/** Brings what a rule needs from outside of the series into the state, before the sample at `index` is judged. */
export type Feed = (state: Float64Array, index: number) => void;

/** Makes a feed for a compiled rule: where the operand lies is known only to that. */
export type MakeFeed = (compiled: CompiledRule) => Feed;

/** Of each sample the newest value of another series that is not newer: a divisor, or a median. */
export function newestFeed({ timesMs }: Samples, other: Samples): MakeFeed {
  return ({ operandAt }) => {
    let next = 0;
    return (state, index) => {
      for (; next < other.timesMs.length && other.timesMs[next] <= timesMs[index]; next++) {
        if (Number.isNaN(other.values[next])) continue;
        state[operandAt + OPERAND.value] = other.values[next];
        state[operandAt + OPERAND.atMs] = other.timesMs[next];
      }
    };
  };
}

/** Of each count how many were known. */
export function knownFeed(known: ArrayLike<number>): MakeFeed {
  return ({ operandAt }) =>
    (state, index) => {
      state[operandAt + OPERAND.value] = known[index];
    };
}

/** Of each sample the band of its hour. */
export function bandFeed({ timesMs }: Samples, bands: ReadonlyMap<number, Band>): MakeFeed {
  return ({ operandAt }) =>
    (state, index) => {
      const hourMs = hourOf(timesMs[index]);
      const band = bands.get(hourMs);
      state[operandAt + OPERAND.low] = band?.low ?? 0;
      state[operandAt + OPERAND.high] = band?.high ?? 0;
      state[operandAt + OPERAND.atMs] = band ? hourMs : 0;
      state[operandAt + OPERAND.untilMs] = band ? hourMs + HOUR_MS : 0;
    };
}
