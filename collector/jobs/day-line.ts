import type { KnownJob } from '#judging/job/judge-job.ts';
import type { SettledWindow } from '#judging/job/walk-windows.ts';
import { DAY_MS } from '#judging/schedule/civil.ts';
import { type Window, windowsAfter } from '#judging/schedule/expected.ts';
import type { WindowOutcome } from '#protocol/job.ts';

/**
 * What became of a window, or how it stands: `expected` has not begun, `open` may still be met in time, `overdue` is
 * past its deadline and not given up.
 */
export const DAY_OUTCOMES = [
  'met',
  'late',
  'poor',
  'failed',
  'missing',
  'unseen',
  'expected',
  'open',
  'overdue',
] as const satisfies readonly (WindowOutcome | 'expected' | 'open' | 'overdue')[];
export type DayOutcome = (typeof DAY_OUTCOMES)[number];

/** A window as it stands on the line of a day. */
export interface DayWindow extends Pick<Window, 'opensMs' | 'dueMs' | 'lateMs' | 'closesMs'> {
  outcome: DayOutcome;
  /** When the success came. */
  metMs: number | null;
}

/** A stretch of time, `toMs` excluded. */
export interface Span {
  fromMs: number;
  toMs: number;
}

/** Of a window that lasts longer only its deadline says something about a day. */
const LONG_MS = 2 * DAY_MS;

/**
 * The windows of a job that touch the span, by deadline: settled ones as they came out, then the one that is open, then
 * those to come. `most` of them; where there are more the newest are left out. Of a job whose windows follow from other
 * runs only the next one is known, and of one that is paused none.
 */
export function windowsOfDay(
  settled: readonly SettledWindow[],
  job: { known: KnownJob; pending: Window | undefined } | undefined,
  span: Span,
  nowMs: number,
  most: number,
): DayWindow[] {
  const found: DayWindow[] = [];
  for (const window of [...settled].sort((one, other) => one.dueMs - other.dueMs)) {
    if (touches(window, span)) found.push(shown(window, window.outcome, window.metMs));
  }
  if (job?.pending && job.known.pausedAtMs === null) {
    for (const window of toCome(job.known, job.pending, span)) {
      if (found.length >= most) break;
      if (touches(window, span)) found.push(shown(window, standing(window, nowMs), null));
    }
  }
  return found.slice(0, most);
}

/** Whether the span shows something of the window. */
export function touches({ opensMs, dueMs, lateMs }: Window, { fromMs, toMs }: Span): boolean {
  if (dueMs - opensMs > LONG_MS) return dueMs >= fromMs && dueMs < toMs;
  return opensMs < toMs && lateMs >= fromMs;
}

function* toCome(known: KnownJob, pending: Window, { fromMs, toMs }: Span): Generator<Window> {
  yield pending;
  const { schedule, graceMs, missingAfterMs } = known.definition;
  if (schedule.kind === 'every' || schedule.kind === 'after') return;
  const { zone, calendar } = known;
  // Windows may have a deadline long before the grace that reaches into the span.
  const afterMs = Math.max(pending.dueMs, fromMs - graceMs - 1);
  for (const window of windowsAfter(schedule, { zone, calendar, graceMs, missingAfterMs }, afterMs)) {
    if (window.opensMs >= toMs && window.dueMs >= toMs) return;
    yield window;
  }
}

function standing({ opensMs, lateMs }: Window, nowMs: number): DayOutcome {
  if (nowMs < opensMs) return 'expected';
  return nowMs <= lateMs ? 'open' : 'overdue';
}

function shown(
  { opensMs, dueMs, lateMs, closesMs }: Window,
  outcome: DayOutcome,
  metMs: number | null,
): DayWindow {
  return { opensMs, dueMs, lateMs, closesMs, outcome, metMs };
}
