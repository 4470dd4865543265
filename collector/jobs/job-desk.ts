import type { Targets } from '#collector/inventory/targets.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { type JudgedJob, jobFigures, judgeJob, type KnownJob } from '#judging/job/judge-job.ts';
import type { JobState } from '#protocol/job.ts';
import type { Calendars } from './calendars.ts';
import type { Job } from './job-index.ts';
import { JOB_INTERVAL_MS, type JobRow } from './job-samples.ts';
import type { Jobs } from './jobs.ts';
import { loadJob } from './load-job.ts';
import { NextChanges } from './next-changes.ts';
import { openWatchGaps, type WatchGaps } from './watch-gaps.ts';

/** How a job stands now, and what that was worked out of. */
export interface Standing {
  known: KnownJob;
  judged: JudgedJob;
  stateSinceMs: number;
}

export interface JobDeskOptions {
  sql: Sql;
  jobs: Jobs;
  targets: Targets;
  calendars: Calendars;
  /** IANA zone of an organisation. */
  zoneOf(organisation: string): string;
  samples: { send(rows: readonly JobRow[], nowMs: number): Promise<void>; forget(id: string): void };
  nowMs(): number;
  onFault(what: string, error: Error): void;
}

/** Jobs judged in one transaction, so that others get at the ledger between. */
const JUDGED_AT_ONCE = 100;

/**
 * Judges jobs when something has happened to them, or when the time has come at which their state changes by itself:
 * between, a thousand of them cost nothing. Everything that a state is made of stands in the ledger, so that a desk that
 * is opened anew comes to the same.
 */
export class JobDesk {
  readonly #options: JobDeskOptions;
  readonly #standings = new Map<string, Standing>();
  readonly #next = new NextChanges();
  /** To be judged; true: what is known of it must be read anew. */
  readonly #waiting = new Map<string, boolean>();
  readonly #watch: WatchGaps;
  #running: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #toldMs: number;
  #closed = false;

  private constructor(options: JobDeskOptions, watch: WatchGaps) {
    this.#options = options;
    this.#watch = watch;
    this.#toldMs = options.nowMs();
  }

  /** Resolves when every job has been judged once. */
  static async open(options: JobDeskOptions): Promise<JobDesk> {
    const { sql, jobs, targets, calendars, nowMs } = options;
    const desk = new JobDesk(options, await openWatchGaps(sql, nowMs()));
    jobs.onChange((ids) => desk.#wake(ids));
    calendars.onChange((organisation) => desk.organisationChanged(organisation));
    targets.onChange((id, target) => {
      if (!target) desk.#forget(id);
    });
    desk.#wake(jobs.ids());
    await desk.idle();
    await desk.#tellAll(nowMs()).catch((error: Error) => options.onFault('figures of jobs', error));
    return desk;
  }

  /** Looks at the clock once a second from here on. */
  start(): void {
    this.#timer = setInterval(() => this.tick(), 1_000);
  }

  /** Undefined for what is no job, or was not judged yet. */
  standing(id: string): Standing | undefined {
    return this.#standings.get(id);
  }

  /** Its zone or its calendar is another one. */
  organisationChanged(organisation: string): void {
    const { jobs, targets } = this.#options;
    this.#wake([...jobs.ids()].filter((id) => targets.get(id)?.organisation === organisation));
  }

  /** What is due now is judged, and once a minute all figures are told. */
  tick(): void {
    const nowMs = this.#options.nowMs();
    for (const id of this.#next.take(nowMs)) if (!this.#waiting.has(id)) this.#waiting.set(id, false);
    this.#run();
    if (Math.abs(nowMs - this.#toldMs) < JOB_INTERVAL_MS) return;
    this.#toldMs = nowMs;
    const { onFault } = this.#options;
    this.#tellAll(nowMs).catch((error: Error) => onFault('figures of jobs', error));
    this.#watch.note(nowMs).catch((error: Error) => onFault('time of watching jobs', error));
  }

  /** Resolves when nothing waits to be judged. */
  async idle(): Promise<void> {
    while (this.#running) await this.#running;
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearInterval(this.#timer);
    await this.idle();
  }

  #wake(ids: Iterable<string>): void {
    for (const id of ids) this.#waiting.set(id, true);
    this.#run();
  }

  #run(): void {
    if (this.#running || this.#closed || this.#waiting.size === 0) return;
    this.#running = this.#judgeWaiting().finally(() => {
      this.#running = undefined;
    });
  }

  async #judgeWaiting(): Promise<void> {
    while (this.#waiting.size > 0) {
      const batch = [...this.#waiting].slice(0, JUDGED_AT_ONCE);
      for (const [id] of batch) this.#waiting.delete(id);
      try {
        await this.#judge(batch);
      } catch (error) {
        // They are tried again with the next second, so that a ledger that takes nothing is not asked without a pause.
        const againMs = this.#options.nowMs() + 1_000;
        for (const [id] of batch) {
          this.#standings.delete(id);
          this.#next.set(id, againMs);
        }
        this.#options.onFault('judging jobs', error as Error);
      }
    }
  }

  async #judge(batch: readonly (readonly [id: string, isChanged: boolean])[]): Promise<void> {
    const { sql, samples, onFault, nowMs } = this.#options;
    const atMs = nowMs();
    const judged = await sql.transaction(async () => {
      const results: { job: Job; standing: Standing; isNew: boolean }[] = [];
      for (const [id, isChanged] of batch) {
        const result = await this.#judgeOne(id, isChanged, atMs);
        if (result) results.push(result);
      }
      const states = results
        .filter(({ isNew }) => isNew)
        .map(({ job, standing }) => ({
          id: job.id,
          state: standing.judged.state,
          sinceMs: standing.stateSinceMs,
        }));
      await this.#options.jobs.keepStates(states);
      return results;
    });
    const told: JobRow[] = [];
    for (const { job, standing, isNew } of judged) {
      this.#standings.set(job.id, standing);
      this.#next.set(job.id, standing.judged.changesAtMs);
      if (isNew) told.push(...this.#rowsOf([job.id], atMs));
    }
    // A journal that takes nothing now gets the state with the next minute.
    if (told.length > 0)
      await samples.send(told, atMs).catch((error: Error) => onFault('states of jobs', error));
  }

  async #judgeOne(id: string, isChanged: boolean, atMs: number) {
    const { jobs, targets, calendars, zoneOf } = this.#options;
    const job = jobs.get(id);
    const target = targets.get(id);
    if (!job || !target) return undefined;
    const before = this.#standings.get(id);
    const { organisation } = target;
    const { gaps } = this.#watch;
    const place = { zone: zoneOf(organisation), calendar: calendars.of(organisation), gaps };
    let known = isChanged || !before ? await loadJob(jobs, job, place, atMs) : before.known;
    let judged = judgeJob(known, atMs);
    while (judged.settled.length > 0) {
      await jobs.windows.keep(id, judged.settled, known);
      known = afterSettling(known, judged);
      judged = judgeJob(known, atMs);
    }
    const last = before
      ? { state: before.judged.state, sinceMs: before.stateSinceMs }
      : { state: job.state, sinceMs: job.stateSinceMs };
    const isNew = last.state !== judged.state;
    return { job, standing: { known, judged, stateSinceMs: isNew ? atMs : last.sinceMs }, isNew };
  }

  #tellAll(nowMs: number): Promise<void> {
    return this.#options.samples.send(this.#rowsOf(this.#standings.keys(), nowMs), nowMs);
  }

  #rowsOf(ids: Iterable<string>, nowMs: number): JobRow[] {
    const rows: JobRow[] = [];
    for (const id of ids) {
      const standing = this.#standings.get(id);
      const organisation = this.#options.targets.get(id)?.organisation;
      if (!standing || organisation === undefined) continue;
      rows.push({ id, organisation, values: jobFigures(standing.known, standing.judged, nowMs) });
    }
    return rows;
  }

  #forget(id: string): void {
    this.#standings.delete(id);
    this.#waiting.delete(id);
    this.#next.set(id, undefined);
    this.#options.samples.forget(id);
  }
}

/** What is known once windows are settled: what they used is not looked at again. */
function afterSettling(known: KnownJob, { settled }: JudgedJob): KnownJob {
  const last = settled.at(-1);
  if (!last) return known;
  return {
    ...known,
    settled: last,
    finished: known.finished.filter(({ atMs }) => atMs > last.usedMs),
    triggers: known.triggers.filter((atMs) => atMs > last.startMs),
  };
}

/** State and since when, for lists. */
export function stateOf(job: Job, standing: Standing | undefined): { state: JobState; sinceMs: number } {
  return standing
    ? { state: standing.judged.state, sinceMs: standing.stateSinceMs }
    : { state: job.state, sinceMs: job.stateSinceMs };
}
