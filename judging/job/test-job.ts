import { JobDefinition } from '#protocol/job.ts';
import { chinaCalendar } from '../schedule/working-days.ts';
import { type JudgedJob, judgeJob, type KnownJob } from './judge-job.ts';
import type { NewestRun } from './runs.ts';
import type { Gap, SettledWindow } from './walk-windows.ts';

/** What happened to a job, in the order of time. */
export interface Happening {
  atMs: number;
  outcome: 'good' | 'poor' | 'failed' | 'started';
}

/** Job as a desk keeps it: what happened is told bit by bit, what was settled is remembered. */
export class TestJob {
  readonly definition: JobDefinition;
  readonly sinceMs: number;
  readonly settled: SettledWindow[] = [];
  readonly #happened: Happening[] = [];
  readonly #zone: string;
  triggers: number[] = [];
  gaps: Gap[] = [];
  pausedAtMs: number | null = null;
  longestMs: number | undefined;

  constructor(definition: unknown, sinceMs: number, zone = 'Asia/Shanghai') {
    this.definition = JobDefinition.parse(definition);
    this.sinceMs = sinceMs;
    this.#zone = zone;
  }

  happens(...happened: Happening[]): this {
    this.#happened.push(...happened);
    return this;
  }

  judge(nowMs: number): JudgedJob {
    const judged = judgeJob(this.known(nowMs), nowMs);
    this.settled.push(...judged.settled);
    return judged;
  }

  known(nowMs: number): KnownJob {
    const happened = this.#happened.filter(({ atMs }) => atMs <= nowMs).sort((a, b) => a.atMs - b.atMs);
    const finished = happened.flatMap((one) =>
      one.outcome === 'started' ? [] : [toRun(one.atMs, one.outcome)],
    );
    const newest = finished.at(-1);
    const lastSuccess = finished.findLast(({ outcome }) => outcome !== 'failed');
    const started = happened.findLast(({ outcome }) => outcome === 'started');
    const isRunning = started && started.atMs > (newest?.atMs ?? 0);
    return {
      definition: this.definition,
      zone: this.#zone,
      calendar: chinaCalendar(),
      sinceMs: this.sinceMs,
      pausedAtMs: this.pausedAtMs,
      settled: this.settled.at(-1),
      finished,
      triggers: this.triggers,
      gaps: this.gaps,
      runningSinceMs: isRunning ? started.atMs : undefined,
      longestMs: this.longestMs,
      newest,
      lastSuccess,
      lastDurationMs: undefined,
      successes: finished.filter(({ outcome }) => outcome !== 'failed').length,
      failures: finished.filter(({ outcome }) => outcome === 'failed').length,
    };
  }
}

function toRun(atMs: number, outcome: NewestRun['outcome']): NewestRun {
  const shortfall = outcome === 'poor' ? 'too_small' : undefined;
  return { atMs, outcome, exitCode: undefined, shortfall, found: undefined, least: undefined };
}
