import type { JobExpectations } from '#protocol/job.ts';
import type { Produced, Shortfall } from './runs.ts';

/** Successes that a median is taken of at least. */
const ENOUGH = 3;

/** What a success lacks. */
export interface Lack {
  shortfall: Shortfall;
  what: 'bytes' | 'files' | 'count' | 'durationMs';
  found: number;
  least: number;
}

/** What a success falls short in, size first; `before` are the successes before it, newest first. */
export function findLack(
  expect: JobExpectations,
  run: Produced,
  before: readonly Produced[],
): Lack | undefined {
  return tooSmall(expect, run, before) ?? tooShort(expect, run, before);
}

/** How long a run may go on; undefined without a limit. */
export function longestMs({ long }: JobExpectations, before: readonly Produced[]): number | undefined {
  if (!long) return undefined;
  const usual = medianOf('durationMs', before, long.ofLast);
  const times =
    long.timesMedian !== undefined && usual !== undefined
      ? usual * long.timesMedian
      : Number.POSITIVE_INFINITY;
  const limit = Math.min(times, long.durationMs ?? Number.POSITIVE_INFINITY);
  return Number.isFinite(limit) ? limit : undefined;
}

/** Successes that the median of any expectation may look at. */
export function successesLookedAt({ small, short, long }: JobExpectations): number {
  return Math.max(small?.ofLast ?? 0, short?.ofLast ?? 0, long?.ofLast ?? 0);
}

function tooSmall({ small }: JobExpectations, run: Produced, before: readonly Produced[]): Lack | undefined {
  if (!small) return undefined;
  const told = run.bytes === undefined ? 'count' : 'bytes';
  const usual = medianOf(told, before, small.ofLast);
  const share =
    small.shareOfMedian === undefined || usual === undefined ? undefined : usual * small.shareOfMedian;
  for (const what of ['bytes', 'files', 'count'] as const) {
    const found = run[what];
    if (found === undefined) continue;
    const least = Math.max(
      small[what] ?? Number.NEGATIVE_INFINITY,
      (what === told && share) || Number.NEGATIVE_INFINITY,
    );
    if (found < least) return { shortfall: 'too_small', what, found, least };
  }
  return undefined;
}

function tooShort({ short }: JobExpectations, run: Produced, before: readonly Produced[]): Lack | undefined {
  const found = run.durationMs;
  if (!short || found === undefined) return undefined;
  const usual = medianOf('durationMs', before, short.ofLast);
  const share = short.shareOfMedian === undefined || usual === undefined ? 0 : usual * short.shareOfMedian;
  const least = Math.max(short.durationMs ?? 0, share);
  return found < least ? { shortfall: 'too_short', what: 'durationMs', found, least } : undefined;
}

/** Of the newest successes that tell it; undefined while they are too few. */
function medianOf(what: keyof Produced, before: readonly Produced[], ofLast: number): number | undefined {
  const values = before
    .map((run) => run[what])
    .filter((value) => value !== undefined)
    .slice(0, ofLast)
    .sort((a, b) => a - b);
  if (values.length < ENOUGH) return undefined;
  const middle = values.length >> 1;
  return values.length % 2 === 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}
