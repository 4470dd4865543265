import { createDueHeap } from './due-heap.ts';
import { createLateness } from './lateness.ts';
import { nextDueMs, pointsBetween } from './plan.ts';

/** Something that is done again and again. */
export interface Job {
  name: string;
  periodMs: number;
  /** Its own place within the period; absent: on the grid that all share. */
  phaseMs?: number;
  /** True while an earlier run is under way: it is not started again on top of itself. */
  isBusy(): boolean;
}

export interface SchedulerOptions<Each extends Job> {
  /** The grid of all due times, whole ms on the clock of `monotonicMs`; its phase keeps many agents apart. */
  baseMs: number;
  /** A clock that never jumps, in ms. */
  monotonicMs(): number;
  /** Starts everything that is due together; `lateMs` says by how much each is late. Must not throw. */
  run(jobs: readonly Each[], lateMs: readonly number[]): void;
  /** Called for a job that is due and still busy. Must not throw. */
  skip?(job: Each): void;
  /** New jobs start this far apart, so that a thousand of them are no storm; absent: at once, all together. */
  newcomerMs?: number;
}

export interface ScheduleFigures {
  /** The most that a start was late since the last time somebody asked. */
  latestMs: number;
  /** What 99 of 100 starts were late by, at most, since then. */
  p99Ms: number;
  /** Runs that did not take place: the one before was still under way, or the machine slept. */
  skippedRuns: number;
}

/** Starts jobs on time; knows nothing of what they do. */
export interface Scheduler<Each extends Job> {
  /** Takes the place of all jobs; one that was there before keeps its due time, a new one runs at once. */
  setJobs(jobs: readonly Each[]): void;
  /** Begins to count lateness anew. */
  takeFigures(): ScheduleFigures;
  stop(): void;
}

/** Timers may fire a little early, and what is due within this goes out together. */
const TOGETHER_MS = 5;
const LONGEST_TIMER_MS = 3_600_000;

export function createScheduler<Each extends Job>(options: SchedulerOptions<Each>): Scheduler<Each> {
  const { baseMs, monotonicMs, newcomerMs = 0 } = options;
  const lateness = createLateness();
  /** In the order in which what is due together is run. */
  let planned: { job: Each; dueMs: number; order: number }[] = [];
  let heap = createDueHeap(planned);
  let timer: NodeJS.Timeout | undefined;
  let skippedRuns = 0;
  let isStopped = false;

  return {
    setJobs(jobs) {
      const before = new Map(planned.map((each) => [each.job, each.dueMs]));
      let firstMs = monotonicMs();
      planned = jobs.map((job, order) => {
        const dueMs = before.get(job);
        if (dueMs !== undefined) return { job, dueMs, order };
        const entry = { job, dueMs: firstMs, order };
        firstMs += newcomerMs;
        return entry;
      });
      heap = createDueHeap(planned);
      wakeAtNext();
    },
    takeFigures: () => ({ ...lateness.take(), skippedRuns }),
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };

  function wakeAtNext(): void {
    clearTimeout(timer);
    const next = heap.top();
    if (isStopped || next === undefined) return;
    const waitMs = next.dueMs - monotonicMs();
    timer = setTimeout(runDue, Math.max(0, Math.min(waitMs, LONGEST_TIMER_MS)));
  }

  function runDue(): void {
    const nowMs = monotonicMs();
    const due: { job: Each; lateMs: number; order: number }[] = [];
    for (let next = heap.top(); next && next.dueMs <= nowMs + TOGETHER_MS; next = heap.top()) {
      const { job, dueMs } = next;
      const gridMs = baseMs + (job.phaseMs ?? 0);
      skippedRuns += pointsBetween(gridMs, job.periodMs, dueMs, nowMs);
      if (job.isBusy()) {
        skippedRuns++;
        options.skip?.(job);
      } else {
        const lateMs = Math.max(0, nowMs - dueMs);
        lateness.add(lateMs);
        due.push({ job, lateMs, order: next.order });
      }
      // The first run falls anywhere; the second must not follow on its heels.
      const isOnGrid = (dueMs - gridMs) % job.periodMs === 0;
      const afterMs = Math.max(nowMs, dueMs) + (isOnGrid ? 0 : job.periodMs / 2);
      next.dueMs = nextDueMs(gridMs, job.periodMs, afterMs);
      heap.sink();
    }
    if (due.length > 0) {
      due.sort((a, b) => a.order - b.order);
      options.run(
        due.map(({ job }) => job),
        due.map(({ lateMs }) => lateMs),
      );
    }
    wakeAtNext();
  }
}
