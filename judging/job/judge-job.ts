/*
 * How a job stands. Read from the top, the first line that holds is the state:
 *
 * | state      | holds while                                                                                        |
 * |------------|----------------------------------------------------------------------------------------------------|
 * | paused     | a person has paused it; nothing is expected, nothing is settled                                     |
 * | missing    | the whole of the last window passed without any run, and none has ended since                       |
 * | failed     | the newest run that ended has failed; a later start changes nothing, only a success does            |
 * | late       | deadline and grace of the oldest open window have passed, without a success                         |
 * | too_long   | the newest run goes on for longer than it may                                                       |
 * | too_small  | the newest success produced less than a fixed minimum or than its share of the usual                |
 * | too_short  | the newest success took less time than a fixed minimum or than its share of the usual               |
 * | running    | a run has started and not ended, and none that started later has ended                              |
 * | waiting    | nothing was ever seen of it, and no window has passed in which it could have been                  |
 * | ok         | the last window was met                                                                             |
 *
 * A success at the very moment of the deadline is in time. One after it ends "late", and its window counts as late for
 * ever. A success counts for the oldest open window without one; one before any window has opened ends "failed" and
 * "missing" and meets nothing. A success that is poor is no success for its window, and yet it is not late: it ran.
 * Within one window a state changes only by a run or by the deadline, and after the deadline only a run makes it better.
 */
import { JOB_STATES, type JobDefinition, type JobState } from '#protocol/job.ts';
import type { Window } from '../schedule/expected.ts';
import type { FinishedRun, NewestRun, NewestSuccess } from './runs.ts';
import { isWithin, type SettledWindow, type WalkStart, walkWindows } from './walk-windows.ts';

/** Everything that is known of a job; times are UTC ms. */
export interface KnownJob extends WalkStart {
  definition: JobDefinition;
  pausedAtMs: number | null;
  /** Start of the newest run that has not ended while none that started later has; undefined when none is. */
  runningSinceMs: number | undefined;
  /** How long that one may go on. */
  longestMs: number | undefined;
  newest: NewestRun | undefined;
  lastSuccess: NewestSuccess | undefined;
  lastDurationMs: number | undefined;
  successes: number;
  failures: number;
}

/** What people are told in a sentence: a code, and what stands in it. */
export interface JobSentence {
  code: string;
  params: SentenceParams;
}

type SentenceParams = Readonly<Record<string, number | string>>;

/** How a job stands, and when to look again. */
export interface JudgedJob extends JobSentence {
  state: JobState;
  /** Windows that are settled by this, ascending: to be kept, and given back with the next question. */
  settled: SettledWindow[];
  pending: Window | undefined;
  /** The deadline that it has not met: since then it is overdue. */
  overdueSinceMs: number | undefined;
  /** Nothing changes before this without a run; undefined: never. */
  changesAtMs: number | undefined;
}

export function judgeJob(known: KnownJob, nowMs: number): JudgedJob {
  if (known.pausedAtMs !== null) {
    const told = { state: 'paused' as const, code: 'paused', params: { atMs: known.pausedAtMs } };
    return { ...told, settled: [], pending: undefined, overdueSinceMs: undefined, changesAtMs: undefined };
  }
  const { settled, pending, hasMore } = walkWindows(known, nowMs);
  const last = lastOf(known, settled);
  const overdueSinceMs = overdueSince(known, last, pending, nowMs);
  return {
    ...tell(known, last, pending, nowMs),
    settled,
    pending,
    overdueSinceMs,
    changesAtMs: hasMore ? nowMs : nextChange(known, pending, nowMs),
  };
}

/** Values of `job.*`, in the order of the vocabulary; NaN where there is none. */
export function jobFigures(known: KnownJob, { state, overdueSinceMs }: JudgedJob, nowMs: number): number[] {
  const { lastSuccess, lastDurationMs = Number.NaN } = known;
  return [
    JOB_STATES.indexOf(state),
    lastSuccess ? Math.max(0, nowMs - lastSuccess.atMs) / 1_000 : Number.NaN,
    overdueSinceMs === undefined ? 0 : Math.max(0, nowMs - overdueSinceMs) / 1_000,
    lastDurationMs / 1_000,
    lastSuccess?.bytes ?? Number.NaN,
    lastSuccess?.files ?? Number.NaN,
    lastSuccess?.count ?? Number.NaN,
    known.successes,
    known.failures,
  ];
}

type Told = JobSentence & { state: JobState };

function tell(
  known: KnownJob,
  last: SettledWindow | undefined,
  pending: Window | undefined,
  nowMs: number,
): Told {
  const { newest, lastSuccess, runningSinceMs, longestMs } = known;
  const lastSuccessMs: SentenceParams = lastSuccess ? { lastSuccessMs: lastSuccess.atMs } : {};
  if (isMissing(newest, last)) {
    return { state: 'missing', code: 'missing', params: { dueMs: last?.dueMs ?? 0, ...lastSuccessMs } };
  }
  if (newest?.outcome === 'failed') return { ...toldOfFailure(newest), state: 'failed' };
  if (pending && isLate(known, pending, nowMs)) {
    const isRunning = runningSinceMs !== undefined;
    const params = {
      dueMs: pending.dueMs,
      ...lastSuccessMs,
      ...(isRunning && { startedMs: runningSinceMs }),
    };
    return { state: 'late', code: isRunning ? 'late_running' : 'late', params };
  }
  if (runningSinceMs !== undefined && longestMs !== undefined && nowMs > runningSinceMs + longestMs)
    return { state: 'too_long', code: 'too_long', params: { startedMs: runningSinceMs, longestMs } };
  if (newest?.outcome === 'poor' && newest.shortfall) {
    const { atMs, found = 0, least = 0, shortfall } = newest;
    return { state: shortfall, code: shortfall, params: { atMs, found, least } };
  }
  if (runningSinceMs !== undefined)
    return { state: 'running', code: 'running', params: { startedMs: runningSinceMs } };
  const next: SentenceParams = pending ? { nextDueMs: pending.dueMs } : {};
  if (newest === undefined && (last === undefined || last.outcome === 'unseen'))
    return { state: 'waiting', code: 'waiting', params: next };
  return { state: 'ok', code: 'ok', params: { ...lastSuccessMs, ...next } };
}

function toldOfFailure({ atMs, exitCode }: NewestRun): JobSentence {
  return exitCode === undefined
    ? { code: 'failed', params: { atMs } }
    : { code: 'failed_exit', params: { atMs, exitCode } };
}

/** The newest settled window, as far as it belongs to what is expected now. */
function lastOf({ settled, sinceMs }: KnownJob, now: readonly SettledWindow[]): SettledWindow | undefined {
  const last = now.at(-1) ?? settled;
  return last && last.closesMs >= sinceMs ? last : undefined;
}

function isMissing(newest: FinishedRun | undefined, last: SettledWindow | undefined): boolean {
  return last?.outcome === 'missing' && (newest === undefined || newest.atMs <= last.closesMs);
}

function isLate({ finished }: KnownJob, pending: Window, nowMs: number): boolean {
  if (nowMs <= pending.lateMs) return false;
  return !finished.some((run) => run.outcome === 'poor' && isWithin(pending, run));
}

function overdueSince(
  known: KnownJob,
  last: SettledWindow | undefined,
  pending: Window | undefined,
  nowMs: number,
): number | undefined {
  const { newest } = known;
  const isUnmet = last !== undefined && last.unmetSinceMs !== null && last.outcome !== 'poor';
  const hasSucceeded =
    last !== undefined && newest !== undefined && newest.outcome !== 'failed' && newest.atMs > last.closesMs;
  if (isUnmet && !hasSucceeded) return last.unmetSinceMs ?? undefined;
  return pending && isLate(known, pending, nowMs) ? pending.dueMs : undefined;
}

function nextChange(
  { runningSinceMs, longestMs }: KnownJob,
  pending: Window | undefined,
  nowMs: number,
): number | undefined {
  const moments: number[] = [];
  if (pending) moments.push(pending.lateMs + 1, pending.closesMs + 1);
  if (runningSinceMs !== undefined && longestMs !== undefined) moments.push(runningSinceMs + longestMs + 1);
  const coming = moments.filter((atMs) => atMs > nowMs);
  return coming.length > 0 ? Math.min(...coming) : undefined;
}
