import type { JobDefinition, JobSchedule, WindowOutcome } from '#protocol/job.ts';
import { DAY_MS } from '../schedule/civil.ts';
import {
  type ClockSchedule,
  isOfMonths,
  type ScheduleContext,
  type Window,
  windowsAfter,
} from '../schedule/expected.ts';
import type { Calendar } from '../schedule/working-days.ts';
import type { FinishedRun } from './runs.ts';

/** A window of which is known what became of it. */
export interface SettledWindow extends Window {
  outcome: WindowOutcome;
  /** When the success came that it is met by, in time or late; null without. */
  metMs: number | null;
  /** Successes up to here have been counted for this window or one before it. */
  usedMs: number;
  /** The first deadline of those that were not met without a break up to this one; null when it was met. */
  unmetSinceMs: number | null;
}

/** A stretch of time in which nobody listened. */
export interface Gap {
  fromMs: number;
  toMs: number;
}

/** What a walk starts from. */
export interface WalkStart {
  definition: Pick<JobDefinition, 'schedule' | 'graceMs' | 'missingAfterMs'>;
  zone: string;
  calendar: Calendar;
  /** From here on it is judged: its making, its last change, the end of a pause. */
  sinceMs: number;
  /** The last window that was settled, if any. */
  settled: SettledWindow | undefined;
  /** Runs that ended, ascending, those after `settled.usedMs` and those in windows that are not settled. */
  finished: readonly FinishedRun[];
  /** Successes of the job before this one, ascending, from the last one that was settled on. */
  triggers: readonly number[];
  /** When nobody could have told of a run, ascending; empty where what has run can be learned later too. */
  gaps: readonly Gap[];
}

/** Where a walk has come to. */
export interface Walk {
  /** Windows that are settled now and were not before, ascending. */
  settled: SettledWindow[];
  /** The oldest window that is not; undefined when none is known, as for a step whose predecessor has not run. */
  pending: Window | undefined;
  /** There is more to settle: walk again. */
  hasMore: boolean;
}

/** Windows settled at a time, after a long time without judging. */
const SETTLED_AT_ONCE = 2_000;
/** The end of the schedule's own step comes first when it is nearer. */
const GIVEN_UP_MS = DAY_MS;

/**
 * Settles windows in their order. A success counts for the oldest window that is open and has none: it meets it at
 * once, in time or late. A window that closes without one is poor, failed or missing by the runs that ended in it.
 * Nothing that is settled changes by what comes later; for that the walk is made anew from before it.
 */
export function walkWindows(start: WalkStart, nowMs: number): Walk {
  const settled: SettledWindow[] = [];
  let before = start.settled;
  for (;;) {
    const window = nextWindow(start, before);
    const done = window && settle(window, before, start, nowMs);
    if (!done) return { settled, pending: window, hasMore: false };
    settled.push(done);
    before = done;
    if (settled.length >= SETTLED_AT_ONCE) return { settled, pending: undefined, hasMore: true };
  }
}

function nextWindow(start: WalkStart, before: SettledWindow | undefined): Window | undefined {
  const { schedule } = start.definition;
  switch (schedule.kind) {
    case 'every':
      return heartbeat(schedule, start, before);
    case 'after':
      return step(schedule, start, before);
    default:
      return byClock(schedule, start, before);
  }
}

function byClock(
  schedule: ClockSchedule,
  { definition, zone, calendar, sinceMs }: WalkStart,
  before: SettledWindow | undefined,
): Window | undefined {
  const { graceMs, missingAfterMs } = definition;
  const context: ScheduleContext = { zone, calendar, graceMs, missingAfterMs };
  for (const window of windowsAfter(schedule, context, Math.max(before?.dueMs ?? sinceMs, sinceMs))) {
    // Of a month much is left when a job is made in its middle; a day that has begun may have been met before.
    if (isOfMonths(schedule) || window.startMs >= sinceMs) return window;
  }
  return undefined;
}

function heartbeat(
  { everyMs }: Extract<JobSchedule, { kind: 'every' }>,
  { definition, sinceMs }: WalkStart,
  before: SettledWindow | undefined,
): Window {
  const lastMs =
    before && (before.unmetSinceMs === null ? (before.metMs ?? before.closesMs) : before.closesMs);
  const startMs = Math.max(lastMs ?? sinceMs, sinceMs);
  return untilNext(definition, startMs, startMs + everyMs, startMs + 2 * everyMs);
}

function step(
  { withinMs }: Extract<JobSchedule, { kind: 'after' }>,
  { definition, sinceMs, triggers }: WalkStart,
  before: SettledWindow | undefined,
): Window | undefined {
  const isNew = (atMs: number) => atMs >= sinceMs && atMs > (before?.startMs ?? Number.NEGATIVE_INFINITY);
  const first = triggers.findIndex(isNew);
  if (first < 0) return undefined;
  const startMs = triggers[first];
  return untilNext(definition, startMs, startMs + withinMs, triggers[first + 1] ?? Number.POSITIVE_INFINITY);
}

function untilNext(
  { graceMs, missingAfterMs }: WalkStart['definition'],
  startMs: number,
  dueMs: number,
  nextMs: number,
): Window {
  const lateMs = dueMs + graceMs;
  const givenUpMs =
    missingAfterMs === undefined ? Math.min(nextMs, dueMs + GIVEN_UP_MS) : dueMs + missingAfterMs;
  return { startMs, opensMs: startMs, dueMs, lateMs, closesMs: Math.max(lateMs, givenUpMs) };
}

function settle(
  window: Window,
  before: SettledWindow | undefined,
  { finished, gaps }: WalkStart,
  nowMs: number,
): SettledWindow | undefined {
  const usedMs = before?.usedMs ?? Number.NEGATIVE_INFINITY;
  const within = finished.filter((run) => run.atMs > usedMs && isWithin(window, run));
  const good = within.find(({ outcome }) => outcome === 'good');
  if (good) {
    const outcome = good.atMs <= window.lateMs ? 'met' : 'late';
    return { ...window, outcome, metMs: good.atMs, usedMs: good.atMs, unmetSinceMs: null };
  }
  if (nowMs <= window.closesMs) return undefined;
  // A window that follows a missing one without any sign of life is missing too, seen or not.
  if (within.length === 0 && before?.outcome !== 'missing' && isUnseen(window, gaps))
    return { ...window, outcome: 'unseen', metMs: null, usedMs, unmetSinceMs: before?.unmetSinceMs ?? null };
  const poor = within.findLast((run) => run.outcome === 'poor');
  const outcome = poor ? 'poor' : within.length > 0 ? 'failed' : 'missing';
  return {
    ...window,
    outcome,
    metMs: poor?.atMs ?? null,
    usedMs,
    unmetSinceMs: before?.unmetSinceMs ?? window.dueMs,
  };
}

/** Whether nobody listened at its deadline, or for half of the time before it. */
function isUnseen({ opensMs, dueMs }: Window, gaps: readonly Gap[]): boolean {
  let missedMs = 0;
  for (const { fromMs, toMs } of gaps) {
    if (fromMs <= dueMs && dueMs <= toMs) return true;
    missedMs += Math.max(0, Math.min(toMs, dueMs) - Math.max(fromMs, opensMs));
  }
  return missedMs * 2 >= dueMs - opensMs;
}

/** Whether a run ended while the window was open. */
export function isWithin({ opensMs, closesMs }: Window, { atMs }: FinishedRun): boolean {
  return atMs >= opensMs && atMs <= closesMs;
}
