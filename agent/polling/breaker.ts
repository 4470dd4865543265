import type { ProbeState } from '#protocol/probe-state.ts';

/** When a target may be asked again; kept between two runs. Times are ms on a clock that never jumps. */
export interface Breaker {
  /** Runs in a row that nobody answered. */
  failures: number;
  /** Not asked before that; 0 when nothing holds it back. */
  resumeAtMs: number;
  /** Wrong secrets lock accounts: no sign of life makes up for one. */
  isLocked: boolean;
}

export const CLOSED: Breaker = { failures: 0, resumeAtMs: 0, isLocked: false };

/** Failures in a row that are taken for bad luck. */
const TOLERATED = 2;
const LONGEST_PAUSE_MS = 300_000;
const LONGEST_PAUSE_INTERVALS = 5;
/** After a wrong secret never more often than this. */
export const WRONG_SECRET_PAUSE_MS = 600_000;

/** The breaker after a run that began at `startedMs`. */
export function afterRun(before: Breaker, state: ProbeState, startedMs: number, intervalMs: number): Breaker {
  if (state === 'wrong_secret') {
    const pauseMs = Math.max(WRONG_SECRET_PAUSE_MS, intervalMs);
    return { failures: 0, resumeAtMs: startedMs + pauseMs, isLocked: true };
  }
  if (state !== 'silent' && state !== 'refused') return CLOSED;
  const failures = before.failures + 1;
  if (failures <= TOLERATED) return { failures, resumeAtMs: 0, isLocked: false };
  return { failures, resumeAtMs: startedMs + pauseAfter(failures, intervalMs), isLocked: false };
}

/** True when a run that is due now may take place. */
export function mayAsk({ resumeAtMs, isLocked }: Breaker, nowMs: number, intervalMs: number): boolean {
  // Due times and starts lie a little apart; only what protects accounts is exact.
  return nowMs >= resumeAtMs - (isLocked ? 0 : Math.min(intervalMs / 2, 5_000));
}

/** The target spoke by itself, as with a trap: only what protects accounts still holds. */
export function afterSignOfLife(before: Breaker): Breaker {
  return before.isLocked ? before : CLOSED;
}

/** Doubles from two intervals on, up to five minutes or five intervals, whichever is more. */
function pauseAfter(failures: number, intervalMs: number): number {
  const longest = Math.max(LONGEST_PAUSE_MS, LONGEST_PAUSE_INTERVALS * intervalMs);
  return Math.min(longest, intervalMs * 2 ** Math.min(failures - TOLERATED, 20));
}
