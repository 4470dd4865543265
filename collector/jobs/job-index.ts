import { JobDefinition, type JobState } from '#protocol/job.ts';

/** A job as the ledger has it. */
export interface Job {
  /** Id of the target that stands for it. */
  id: string;
  definition: JobDefinition;
  tokenMadeAtMs: number | null;
  /** From here on windows are judged: its making, the last change of what is expected, the end of a pause. */
  sinceMs: number;
  paused: { atMs: number; reason: string } | null;
  /** As it stood when it was read. */
  state: JobState;
  stateSinceMs: number;
}

/** A row of `jobs`. */
export interface StoredJob {
  target: string;
  definition: string;
  token_hash: string | null;
  token_made_at_ms: number | null;
  since_ms: number;
  paused_at_ms: number | null;
  pause_reason: string;
  state: JobState;
  state_since_ms: number;
  taken_position: number;
  runs: number;
  successes: number;
  failures: number;
}

/** The jobs in memory, found by what brings word of them. */
export class JobIndex {
  readonly #byId = new Map<string, Job>();
  readonly #byToken = new Map<string, string>();
  readonly #tokenOf = new Map<string, string>();
  /** By target and key of the watch. */
  readonly #byFeed = new Map<string, Set<string>>();
  /** Steps, by the job they come after. */
  readonly #after = new Map<string, Set<string>>();

  get(id: string): Job | undefined {
    return this.#byId.get(id);
  }

  ids(): Iterable<string> {
    return this.#byId.keys();
  }

  byTokenHash(hash: string): Job | undefined {
    return this.#byId.get(this.#byToken.get(hash) ?? '');
  }

  /** Jobs that wait for the words of this watch. */
  byFeed(target: string, key: string): Iterable<string> {
    return this.#byFeed.get(feedKey(target, key)) ?? [];
  }

  stepsAfter(id: string): Iterable<string> {
    return this.#after.get(id) ?? [];
  }

  learn(row: StoredJob): Job {
    this.forget(row.target);
    const job = toJob(row);
    const { feed, schedule } = job.definition;
    this.#byId.set(job.id, job);
    if (row.token_hash !== null) {
      this.#byToken.set(row.token_hash, job.id);
      this.#tokenOf.set(job.id, row.token_hash);
    }
    if (feed.kind === 'probe') addTo(this.#byFeed, feedKey(feed.target ?? job.id, feed.key), job.id);
    if (schedule.kind === 'after') addTo(this.#after, schedule.job, job.id);
    return job;
  }

  forget(id: string): void {
    const known = this.#byId.get(id);
    if (!known) return;
    const { feed, schedule } = known.definition;
    this.#byId.delete(id);
    this.#byToken.delete(this.#tokenOf.get(id) ?? '');
    this.#tokenOf.delete(id);
    if (feed.kind === 'probe') removeFrom(this.#byFeed, feedKey(feed.target ?? id, feed.key), id);
    if (schedule.kind === 'after') removeFrom(this.#after, schedule.job, id);
  }
}

function feedKey(target: string, key: string): string {
  return `${target} ${key}`;
}

function addTo(sets: Map<string, Set<string>>, key: string, value: string): void {
  const known = sets.get(key);
  if (known) known.add(value);
  else sets.set(key, new Set([value]));
}

function removeFrom(sets: Map<string, Set<string>>, key: string, value: string): void {
  const known = sets.get(key);
  known?.delete(value);
  if (known?.size === 0) sets.delete(key);
}

function toJob(row: StoredJob): Job {
  return {
    id: row.target,
    definition: JobDefinition.parse(JSON.parse(row.definition)),
    tokenMadeAtMs: row.token_made_at_ms,
    sinceMs: row.since_ms,
    paused: row.paused_at_ms === null ? null : { atMs: row.paused_at_ms, reason: row.pause_reason },
    state: row.state,
    stateSinceMs: row.state_since_ms,
  };
}
