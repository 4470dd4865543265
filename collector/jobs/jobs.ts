import type { Actor, Audit } from '#collector/audit/audit.ts';
import type { Target, TargetFields, Targets } from '#collector/inventory/targets.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { hashToken, makeToken } from '#collector/people/tokens.ts';
import type { JobDefinition, JobState } from '#protocol/job.ts';
import { JobRun } from '#protocol/job-run.ts';
import { type Job, JobIndex, type StoredJob } from './job-index.ts';
import { type JobRuns, jobRunsIn } from './job-runs.ts';
import { type JobWindows, jobWindowsIn } from './job-windows.ts';
import type { ToldRun } from './run-row.ts';

export interface JobsOptions {
  sql: Sql;
  targets: Targets;
  audit: Audit;
  nowMs(): number;
}

/** A state and since when, to be kept so that a restart does not forget it. */
export interface NewState {
  id: string;
  state: JobState;
  sinceMs: number;
}

/**
 * The jobs: definitions in memory and in the ledger, and the words about their runs on their way into it. Whoever
 * judges them listens to `onChange`, which is called after the commit.
 */
export class Jobs {
  readonly runs: JobRuns;
  readonly windows: JobWindows;
  readonly #options: JobsOptions;
  readonly #index = new JobIndex();
  readonly #listeners: ((ids: readonly string[]) => void)[] = [];

  private constructor(options: JobsOptions) {
    this.#options = options;
    this.runs = jobRunsIn(options.sql);
    this.windows = jobWindowsIn(options.sql);
  }

  static async open(options: JobsOptions): Promise<Jobs> {
    const jobs = new Jobs(options);
    for (const row of await options.sql.all<StoredJob>('SELECT * FROM jobs')) jobs.#index.learn(row);
    options.targets.onChange((id, target) => {
      if (!target) jobs.#index.forget(id);
    });
    return jobs;
  }

  get(id: string): Job | undefined {
    return this.#index.get(id);
  }

  ids(): Iterable<string> {
    return this.#index.ids();
  }

  /** The job whose beats carry this token. */
  byToken(token: string): Job | undefined {
    return this.#index.byTokenHash(hashToken(token));
  }

  /** Steps that come after this job. */
  stepsAfter(id: string): Iterable<string> {
    return this.#index.stepsAfter(id);
  }

  /** Called with the jobs that something has changed for. */
  onChange(listener: (ids: readonly string[]) => void): void {
    this.#listeners.push(listener);
  }

  /** To be called when what was taken is committed. */
  changed(ids: readonly string[]): void {
    if (ids.length > 0) for (const listener of this.#listeners) listener(ids);
  }

  /** Makes the target and the job; the token for its beats is told this once. */
  async create(
    actor: Actor,
    wanted: { organisation: string; name: string; fields: Partial<TargetFields>; definition: JobDefinition },
  ): Promise<{ job: Job; token: string | null }> {
    const { sql, targets, audit, nowMs } = this.#options;
    const { organisation, name, fields, definition } = wanted;
    const token = definition.feed.kind === 'beat' ? makeToken('beat') : null;
    const atMs = nowMs();
    const { target, row } = await sql.transaction(async () => {
      const made = await targets.insert({ ...fields, organisation, kind: 'job', name, host: name });
      await sql.run(
        `INSERT INTO jobs (target, definition, token_hash, token_made_at_ms, since_ms, pause_reason, state,
           state_since_ms, taken_position, runs, successes, failures) VALUES (?, ?, ?, ?, ?, '', 'waiting', ?, 0, 0, 0, 0)`,
        made.id,
        JSON.stringify(definition),
        token === null ? null : hashToken(token),
        token === null ? null : atMs,
        atMs,
        atMs,
      );
      await audit.write(actor, {
        action: 'job.create',
        object: `target:${made.id}`,
        organisation,
        after: { name, definition },
      });
      return { target: made, row: await this.#row(made.id) };
    });
    targets.learn(target);
    const job = this.#index.learn(row);
    this.changed([job.id]);
    return { job, token };
  }

  /** Changes what people call it and what is expected of it. Other windows than before are judged from now on. */
  async change(
    actor: Actor,
    target: Target,
    wanted: { fields: Partial<TargetFields>; definition: JobDefinition | undefined },
  ): Promise<void> {
    const { sql, targets, audit, nowMs } = this.#options;
    const before = this.#index.get(target.id) as Job;
    const definition = wanted.definition ?? before.definition;
    const isAlike = isExpectedAlike(before.definition, definition);
    const sinceMs = isAlike ? before.sinceMs : laterThan(before.sinceMs, nowMs());
    const { changed, row } = await sql.transaction(async () => {
      const after = await targets.update(target, wanted.fields);
      await sql.run(
        'UPDATE jobs SET definition = ?, since_ms = ? WHERE target = ?',
        JSON.stringify(definition),
        sinceMs,
        target.id,
      );
      await audit.write(actor, {
        action: 'job.change',
        object: `target:${target.id}`,
        organisation: target.organisation,
        before: { name: target.name, definition: before.definition },
        after: { name: after.name, definition },
      });
      return { changed: after, row: await this.#row(target.id) };
    });
    targets.learn(changed);
    this.#index.learn(row);
    this.changed([target.id]);
  }

  /** Pauses it, or goes on from now. */
  async pause(actor: Actor, target: Target, wanted: { paused: boolean; reason: string }): Promise<void> {
    const { sql, audit, nowMs } = this.#options;
    const { paused, sinceMs } = this.#index.get(target.id) as Job;
    if ((paused !== null) === wanted.paused) return;
    const atMs = nowMs();
    const row = await sql.transaction(async () => {
      await sql.run(
        'UPDATE jobs SET paused_at_ms = ?, pause_reason = ?, since_ms = ? WHERE target = ?',
        wanted.paused ? atMs : null,
        wanted.paused ? wanted.reason : '',
        wanted.paused ? sinceMs : laterThan(sinceMs, atMs),
        target.id,
      );
      await audit.write(actor, {
        action: wanted.paused ? 'job.pause' : 'job.resume',
        object: `target:${target.id}`,
        organisation: target.organisation,
        after: { reason: wanted.reason },
      });
      return this.#row(target.id);
    });
    this.#index.learn(row);
    this.changed([target.id]);
  }

  /** A new token for its beats; the one before it opens nothing from here on. */
  async renewToken(actor: Actor, target: Target): Promise<string> {
    const { sql, audit, nowMs } = this.#options;
    const token = makeToken('beat');
    const row = await sql.transaction(async () => {
      await sql.run(
        'UPDATE jobs SET token_hash = ?, token_made_at_ms = ? WHERE target = ?',
        hashToken(token),
        nowMs(),
        target.id,
      );
      await audit.write(actor, {
        action: 'job.token',
        object: `target:${target.id}`,
        organisation: target.organisation,
      });
      return this.#row(target.id);
    });
    this.#index.learn(row);
    return token;
  }

  /**
   * Takes a word about a run, inside the caller's transaction; call `changed` with what it returns once that is
   * committed. The same word again changes nothing. `position` of the journal, for words that come through it.
   */
  async take(id: string, told: ToldRun, position?: number): Promise<string[]> {
    const { sql } = this.#options;
    const job = this.#index.get(id);
    const row = job && (await this.#find(id));
    if (!row || (position !== undefined && position <= row.taken_position)) return [];
    const news = await this.runs.take(id, told, job.definition.expect, row.runs);
    const ended = news?.ended;
    const [good, failed] = ended ? counted(ended.outcome, news.before) : [0, 0];
    await sql.run(
      `UPDATE jobs SET taken_position = ?, runs = ?, successes = successes + ?, failures = failures + ? WHERE target = ?`,
      position ?? row.taken_position,
      news?.number ?? row.runs,
      good,
      failed,
      id,
    );
    if (!news) return [];
    if (!ended) return [id];
    await this.windows.takeBack(id, ended.atMs, ended.outcome === 'good', row.since_ms);
    if (ended.outcome === 'failed') return [id];
    const steps = [...this.stepsAfter(id)];
    for (const step of steps) await this.windows.takeBackSteps(step, ended.atMs);
    return [id, ...steps];
  }

  /** Takes a record of kind `job_run`, inside the caller's transaction. */
  async takeRecord(
    target: string,
    key: string,
    position: number,
    timeMs: number,
    data: unknown,
  ): Promise<string[]> {
    const ids = [...this.#index.byFeed(target, key)];
    const run = ids.length > 0 ? JobRun.safeParse(data).data : undefined;
    if (!run) return [];
    const changed: string[] = [];
    // What is seen now has not happened later than now, whatever the clock of its machine says.
    const told = { ...run, atMs: Math.min(run.atMs, Math.floor(timeMs)), toldBy: 'probe' };
    for (const id of ids) changed.push(...(await this.take(id, told, position)));
    return changed;
  }

  /** Keeps states that are new, inside the caller's transaction. */
  async keepStates(states: readonly NewState[]): Promise<void> {
    for (const { id, state, sinceMs } of states) {
      await this.#options.sql.run(
        'UPDATE jobs SET state = ?, state_since_ms = ? WHERE target = ?',
        state,
        sinceMs,
        id,
      );
    }
  }

  /** Runs that succeeded and failed, as the ledger counts them. */
  async counts(id: string): Promise<{ successes: number; failures: number }> {
    const row = await this.#find(id);
    return { successes: row?.successes ?? 0, failures: row?.failures ?? 0 };
  }

  #find(id: string): Promise<StoredJob | undefined> {
    return this.#options.sql.get<StoredJob>('SELECT * FROM jobs WHERE target = ?', id);
  }

  async #row(id: string): Promise<StoredJob> {
    return (await this.#find(id)) as StoredJob;
  }
}

/** Windows are told apart by since when they are judged. */
function laterThan(sinceMs: number, nowMs: number): number {
  return Math.max(nowMs, sinceMs + 1);
}

/** Whether the same windows are expected by both. */
function isExpectedAlike(one: JobDefinition, other: JobDefinition): boolean {
  const ofWindows = ({ schedule, graceMs, missingAfterMs, zone }: JobDefinition) =>
    JSON.stringify([schedule, graceMs, missingAfterMs, zone]);
  return ofWindows(one) === ofWindows(other);
}

/** What an end adds to the successes and failures; one that corrects another takes that back. */
function counted(outcome: string, before: string | undefined): [successes: number, failures: number] {
  const isFailure = (what: string) => what === 'failed';
  const added: [number, number] = isFailure(outcome) ? [0, 1] : [1, 0];
  if (before === undefined) return added;
  return isFailure(before) ? [added[0], added[1] - 1] : [added[0] - 1, added[1]];
}
