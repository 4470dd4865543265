import { nextDueMs, pointsBetween } from './plan.ts';

/** Something that is done again and again. */
export interface Job {
  name: string;
  periodMs: number;
  /** True while an earlier run is under way: it is not started again on top of itself. */
  isBusy(): boolean;
}

export interface SchedulerOptions<Each extends Job> {
  /** The grid of all due times, whole ms on the clock of `monotonicMs`; its phase keeps many agents apart. */
  baseMs: number;
  /** A clock that never jumps, in ms. */
  monotonicMs(): number;
  /** Starts everything that is due together. Must not throw. */
  run(jobs: readonly Each[]): void;
}

export interface ScheduleFigures {
  /** The most that a start was late since the last time somebody asked. */
  latestMs: number;
  /** Runs that did not take place: the one before was still under way, or the machine slept. */
  skippedRuns: number;
}

/** Starts jobs on time; knows nothing of what they do. */
export interface Scheduler<Each extends Job> {
  /** Takes the place of all jobs; one that was there before keeps its due time, a new one runs at once. */
  setJobs(jobs: readonly Each[]): void;
  /** Resets `latestMs`. */
  takeFigures(): ScheduleFigures;
  stop(): void;
}

/** Timers may fire a little early, and what is due within this goes out together. */
const TOGETHER_MS = 5;
const LONGEST_TIMER_MS = 3_600_000;

export function createScheduler<Each extends Job>(options: SchedulerOptions<Each>): Scheduler<Each> {
  const { baseMs, monotonicMs } = options;
  let planned: { job: Each; dueMs: number }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let latestMs = 0;
  let skippedRuns = 0;
  let isStopped = false;

  return {
    setJobs(jobs) {
      const nowMs = monotonicMs();
      const before = new Map(planned.map((each) => [each.job, each.dueMs]));
      planned = jobs.map((job) => ({ job, dueMs: before.get(job) ?? nowMs }));
      wakeAtNext();
    },
    takeFigures() {
      const figures = { latestMs, skippedRuns };
      latestMs = 0;
      return figures;
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };

  function wakeAtNext(): void {
    clearTimeout(timer);
    if (isStopped || planned.length === 0) return;
    const waitMs = Math.min(...planned.map(({ dueMs }) => dueMs)) - monotonicMs();
    timer = setTimeout(runDue, Math.max(0, Math.min(waitMs, LONGEST_TIMER_MS)));
  }

  function runDue(): void {
    const nowMs = monotonicMs();
    const due: Each[] = [];
    for (const each of planned) {
      const { job, dueMs } = each;
      if (dueMs > nowMs + TOGETHER_MS) continue;
      skippedRuns += pointsBetween(baseMs, job.periodMs, dueMs, nowMs);
      if (job.isBusy()) skippedRuns++;
      else {
        latestMs = Math.max(latestMs, nowMs - dueMs);
        due.push(job);
      }
      // The first run falls anywhere; the second must not follow on its heels.
      const isOnGrid = (dueMs - baseMs) % job.periodMs === 0;
      each.dueMs = nextDueMs(
        baseMs,
        job.periodMs,
        Math.max(nowMs, dueMs) + (isOnGrid ? 0 : job.periodMs / 2),
      );
    }
    if (due.length > 0) options.run(due);
    wakeAtNext();
  }
}
