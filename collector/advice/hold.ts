import type { Samples } from '#judging/history.ts';
import type { Note } from '#protocol/back-test.ts';
import type { Side } from './propose.ts';
import { quantile } from './usual.ts';

const MINUTE_MS = 60_000;
/** Times that people say. */
const HOLDS_MS = [0, 1, 2, 3, 5, 10, 15, 20, 30, 60].map((minutes) => minutes * MINUTE_MS);
/** What lasts longer is no short excursion. */
const SHORT_MS = 30 * MINUTE_MS;
/** So many of the short ones a hold waits out. */
const WAITED_OUT = 0.95;

/** Lengths of the times a series was beyond a threshold; one that lasted to the end is left out. */
export function excursionsOf(samples: Samples, threshold: number, side: Side): number[] {
  const lengths: number[] = [];
  let sinceMs = Number.NaN;
  for (let index = 0; index < samples.timesMs.length; index++) {
    const value = samples.values[index];
    if (Number.isNaN(value)) continue;
    const isBeyond = side === 'above' ? value > threshold : value < threshold;
    const timeMs = samples.timesMs[index];
    if (isBeyond && Number.isNaN(sinceMs)) sinceMs = timeMs;
    if (isBeyond || Number.isNaN(sinceMs)) continue;
    lengths.push(timeMs - sinceMs);
    sinceMs = Number.NaN;
  }
  return lengths;
}

/** A hold that waits out what passes by itself. `leastMs`: finer than this the history does not tell. */
export function holdFor(excursionsMs: readonly number[], leastMs: number): { holdMs: number; reason: Note } {
  const short = excursionsMs.filter((lengthMs) => lengthMs <= SHORT_MS).sort((a, b) => a - b);
  const params = { excursions: excursionsMs.length, short: short.length };
  if (short.length === 0) {
    const holdMs = roundUp(2 * leastMs);
    return { holdMs, reason: { code: 'hold_of_few_intervals', params: { ...params, holdMs } } };
  }
  const coveredMs = quantile(short, WAITED_OUT);
  const holdMs = roundUp(Math.max(coveredMs, leastMs));
  return {
    holdMs,
    reason: { code: 'hold_waits_out_short_ones', params: { ...params, lengthMs: coveredMs, holdMs } },
  };
}

function roundUp(ms: number): number {
  return HOLDS_MS.find((holdMs) => holdMs >= ms) ?? HOLDS_MS[HOLDS_MS.length - 1];
}
