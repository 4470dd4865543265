import type { Resolution } from '#protocol/back-test.ts';
import type { Condition } from '#protocol/rule.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Widths of bins, fine to coarse: each is made of whole roll-ups. */
const STEPS_MS = [MINUTE_MS, 2 * MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS, HOUR_MS];

/** Points of one series: judging them must not hold up a thread for longer than a few dozen milliseconds. */
export const POINTS_PER_SERIES = 150_000;
/** Points of all series together: what can be read and judged well within the time of a back-test. */
export const POINTS_IN_ALL = 25_000_000;

/** How long the store keeps samples and minutes. */
export interface Kept {
  rawMs: number;
  minuteMs: number;
}

export interface Span {
  fromMs: number;
  toMs: number;
}

/**
 * From what a span is judged: the samples where they are all kept and not too many, otherwise the finest bins that
 * are. `intervalsMs`: how often each of the series comes.
 */
export function resolutionFor(
  condition: Condition,
  holdMs: number,
  { fromMs, toMs }: Span,
  intervalsMs: readonly number[],
  kept: Kept,
  nowMs: number,
  { pointsInAll = POINTS_IN_ALL, binsNeeded = false } = {},
): Resolution {
  const points = (stepMs: number, intervalMs: number) => (toMs - fromMs) / Math.max(stepMs, intervalMs, 1);
  const fits = (stepMs: number) => {
    const each = intervalsMs.map((intervalMs) => points(stepMs, intervalMs));
    return each.every((one) => one <= POINTS_PER_SERIES) && sum(each) <= pointsInAll;
  };
  const rawIsKept = fromMs >= nowMs - kept.rawMs;
  if (rawIsKept && !binsNeeded && fits(0)) return { stepMs: 0, aggregation: 'last', why: 'samples' };
  const finestMs = fromMs >= nowMs - kept.minuteMs ? MINUTE_MS : HOUR_MS;
  const steps = STEPS_MS.filter((stepMs) => stepMs >= finestMs);
  const stepMs = steps.find(fits) ?? HOUR_MS;
  return {
    stepMs,
    aggregation: standIn(condition, holdMs, stepMs),
    why: stepMs > finestMs ? 'too_many' : binsNeeded ? 'needed' : rawIsKept ? 'too_many' : 'not_kept',
  };
}

/**
 * What stands for a bin. A rule that fires on one sample is asked about the extreme, which says rightly whether it
 * would have fired; what must last is asked about the mean, since the extremes of many bins are no lasting violation.
 */
function standIn(condition: Condition, holdMs: number, stepMs: number): Resolution['aggregation'] {
  switch (condition.kind) {
    case 'above':
      return holdMs < stepMs ? 'max' : 'avg';
    case 'below':
      return holdMs < stepMs ? 'min' : 'avg';
    case 'outside':
    case 'forecast':
    case 'deviation':
    case 'ratio':
    case 'group_median':
      return 'avg';
    default:
      return 'last';
  }
}

function sum(numbers: readonly number[]): number {
  let all = 0;
  for (const number of numbers) all += number;
  return all;
}
