import type { Sql } from '#collector/ledger/sql.ts';
import type { FinishedRun, NewestRun, NewestSuccess, Produced, Shortfall } from '#judging/job/runs.ts';
import { findLack, successesLookedAt } from '#judging/job/shortfall.ts';
import type { JobExpectations } from '#protocol/job.ts';
import type { JobRun } from '#protocol/job-run.ts';

/** One run as it is kept. */
export interface KeptRun {
  /** Counts up over all runs of the job, in the order in which they were heard of. */
  number: number;
  /** As whoever started it calls it; empty for one without a name. */
  run: string;
  startedAtMs: number | null;
  endedAtMs: number | null;
  outcome: 'running' | FinishedRun['outcome'];
  /** Of a poor one: what it lacks, what was found, and the least that was expected. */
  shortfall: Shortfall | null;
  found: number | null;
  least: number | null;
  durationMs: number | null;
  exitCode: number | null;
  bytes: number | null;
  files: number | null;
  count: number | null;
  output: string;
  /** What a person has written to it. */
  note: string;
  /** `beat`, `probe`, or the name of a person behind `person:`. */
  toldBy: string;
}

/** A word about a run, and by whom it was told. */
export interface ToldRun extends JobRun {
  note?: string;
  toldBy: string;
}

/** What taking a word has brought about; nothing for one that was known. */
export interface RunNews {
  /** When a run has ended by it. */
  ended: FinishedRun | undefined;
  /** What it was before, when somebody had told otherwise. */
  before: FinishedRun['outcome'] | undefined;
  number: number;
}

interface Row {
  number: number;
  run: string;
  started_at_ms: number | null;
  ended_at_ms: number | null;
  outcome: KeptRun['outcome'];
  shortfall: Shortfall | null;
  found: number | null;
  least: number | null;
  duration_ms: number | null;
  exit_code: number | null;
  bytes: number | null;
  files: number | null;
  count: number | null;
  output: string;
  note: string;
  told_by: string;
}

const COLUMNS =
  'number, run, started_at_ms, ended_at_ms, outcome, shortfall, found, least, duration_ms, exit_code, bytes, files, count, output, note, told_by';
/** Runs kept of one job. */
export const RUNS_PER_JOB = 500;
/** The oldest are removed only now and then. */
const RUNS_SLACK = 50;
/** A start that is told after its end belongs to it only when it lies this near. */
const LATE_START_MS = 86_400_000;

const ENDED = "outcome IN ('good', 'poor', 'failed')";
const SUCCEEDED = "outcome IN ('good', 'poor')";

export type JobRuns = ReturnType<typeof jobRunsIn>;

/** The runs of jobs in the ledger: words about them become runs, whatever their order and however often they come. */
export function jobRunsIn(sql: Sql) {
  return {
    /** Takes a word, inside the caller's transaction. `last` is the number of the job's newest run. */
    async take(
      target: string,
      told: ToldRun,
      expect: JobExpectations,
      last: number,
    ): Promise<RunNews | undefined> {
      return told.phase === 'started' ? start(target, told, last) : end(target, told, expect, last);
    },

    /** Newest first by number, below `before`. */
    async list(target: string, before: number | undefined, limit: number): Promise<KeptRun[]> {
      const rows = await sql.all<Row>(
        `SELECT ${COLUMNS} FROM job_runs WHERE target = ? AND number < ? ORDER BY number DESC LIMIT ?`,
        target,
        before ?? Number.MAX_SAFE_INTEGER,
        limit,
      );
      return rows.map(toRun);
    },

    /** Runs that ended after this moment, ascending; the newest when they are too many. */
    async endedAfter(target: string, afterMs: number): Promise<FinishedRun[]> {
      const rows = await sql.all<Row>(
        `SELECT ended_at_ms, outcome FROM job_runs WHERE target = ? AND ${ENDED} AND ended_at_ms > ?
         ORDER BY ended_at_ms DESC, number DESC LIMIT ?`,
        target,
        afterMs,
        RUNS_PER_JOB,
      );
      return rows.reverse().map(toFinished);
    },

    /** When it succeeded, from this moment on, ascending. */
    async successesFrom(target: string, fromMs: number): Promise<number[]> {
      const rows = await sql.all<{ ended_at_ms: number }>(
        `SELECT ended_at_ms FROM job_runs WHERE target = ? AND ${SUCCEEDED} AND ended_at_ms >= ? ORDER BY ended_at_ms`,
        target,
        fromMs,
      );
      return rows.map((row) => row.ended_at_ms);
    },

    async newest(target: string): Promise<(NewestRun & { durationMs: number | undefined }) | undefined> {
      const row = await newestOf(target, ENDED);
      return (
        row && {
          ...toFinished(row),
          exitCode: row.exit_code ?? undefined,
          shortfall: row.shortfall ?? undefined,
          found: row.found ?? undefined,
          least: row.least ?? undefined,
          durationMs: row.duration_ms ?? undefined,
        }
      );
    },

    async lastSuccess(target: string): Promise<NewestSuccess | undefined> {
      const row = await newestOf(target, SUCCEEDED);
      return row && { atMs: row.ended_at_ms as number, ...toProduced(row) };
    },

    /** Start of the newest run that has not ended while none that started later has. */
    async runningSince(target: string): Promise<number | undefined> {
      const row = await sql.get<{ started_at_ms: number }>(
        `SELECT started_at_ms FROM job_runs AS open WHERE target = ? AND outcome = 'running' AND NOT EXISTS (
           SELECT 1 FROM job_runs AS other WHERE other.target = open.target AND other.${ENDED}
             AND COALESCE(other.started_at_ms, other.ended_at_ms) > open.started_at_ms)
         ORDER BY started_at_ms DESC LIMIT 1`,
        target,
      );
      return row?.started_at_ms;
    },

    successesBefore,
  };

  async function start(target: string, told: ToldRun, last: number): Promise<RunNews | undefined> {
    const { run = '', atMs } = told;
    const known = run === '' ? await unnamedStart(target, atMs) : await byName(target, run);
    if (!known) {
      await insert(target, last + 1, { run, startedAtMs: atMs, endedAtMs: null, outcome: 'running' }, told);
      return { ended: undefined, before: undefined, number: last + 1 };
    }
    if (known.started_at_ms !== null || known.ended_at_ms === null || known.ended_at_ms < atMs)
      return undefined;
    await sql.run(
      'UPDATE job_runs SET started_at_ms = ?, duration_ms = COALESCE(duration_ms, ?) WHERE target = ? AND number = ?',
      atMs,
      known.ended_at_ms - atMs,
      target,
      known.number,
    );
    return { ended: undefined, before: undefined, number: last };
  }

  async function end(
    target: string,
    told: ToldRun,
    expect: JobExpectations,
    last: number,
  ): Promise<RunNews | undefined> {
    const { run = '', atMs, phase } = told;
    if (run === '' && (await isKnownEnd(target, atMs, phase))) return undefined;
    const known = run === '' ? await unnamedOpen(target, atMs) : await byName(target, run);
    if (known && known.outcome !== 'running') {
      const isSame = (known.outcome === 'failed') === (phase === 'failed');
      if (isSame || (known.ended_at_ms as number) >= atMs) return undefined;
    }
    const startedAtMs =
      known?.started_at_ms ?? (told.durationMs === undefined ? null : atMs - told.durationMs);
    const durationMs =
      told.durationMs ?? (startedAtMs === null ? undefined : Math.max(0, atMs - startedAtMs));
    const produced: Produced = { ...told, durationMs };
    const isFailure = phase === 'failed';
    const lack = isFailure
      ? undefined
      : findLack(expect, produced, await successesBefore(target, atMs, expect));
    const outcome = isFailure ? 'failed' : lack ? 'poor' : 'good';
    const number = known?.number ?? last + 1;
    if (known) await sql.run('DELETE FROM job_runs WHERE target = ? AND number = ?', target, known.number);
    await insert(
      target,
      number,
      {
        run,
        startedAtMs: startedAtMs === null ? null : Math.round(startedAtMs),
        endedAtMs: atMs,
        outcome,
        shortfall: lack?.shortfall ?? null,
        found: lack?.found ?? null,
        least: lack?.least ?? null,
      },
      { ...told, ...(durationMs !== undefined && { durationMs }) },
    );
    const before = known && known.outcome !== 'running' ? known.outcome : undefined;
    return { ended: { atMs, outcome }, before, number: Math.max(last, number) };
  }

  async function insert(
    target: string,
    number: number,
    kept: Pick<KeptRun, 'run' | 'startedAtMs' | 'endedAtMs' | 'outcome'> &
      Partial<Pick<KeptRun, 'shortfall' | 'found' | 'least'>>,
    told: ToldRun,
  ): Promise<void> {
    await sql.run(
      `INSERT INTO job_runs (target, ${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      target,
      number,
      kept.run,
      kept.startedAtMs,
      kept.endedAtMs,
      kept.outcome,
      kept.shortfall ?? null,
      kept.found ?? null,
      kept.least ?? null,
      told.durationMs ?? null,
      told.exitCode ?? null,
      told.bytes ?? null,
      told.files ?? null,
      told.count ?? null,
      told.output ?? '',
      told.note ?? '',
      told.toldBy,
    );
    if (number % RUNS_SLACK === 0)
      await sql.run('DELETE FROM job_runs WHERE target = ? AND number <= ?', target, number - RUNS_PER_JOB);
  }

  /** Successes before this moment that expectations look at, newest first. */
  async function successesBefore(target: string, atMs: number, expect: JobExpectations): Promise<Produced[]> {
    const looked = successesLookedAt(expect);
    if (looked === 0) return [];
    const rows = await sql.all<Row>(
      `SELECT ${COLUMNS} FROM job_runs WHERE target = ? AND ${SUCCEEDED} AND ended_at_ms < ?
       ORDER BY ended_at_ms DESC, number DESC LIMIT ?`,
      target,
      atMs,
      looked,
    );
    return rows.map(toProduced);
  }

  function newestOf(target: string, which: string): Promise<Row | undefined> {
    return sql.get<Row>(
      `SELECT ${COLUMNS} FROM job_runs WHERE target = ? AND ${which} ORDER BY ended_at_ms DESC, number DESC LIMIT 1`,
      target,
    );
  }

  function byName(target: string, run: string): Promise<Row | undefined> {
    return sql.get<Row>(
      `SELECT ${COLUMNS} FROM job_runs WHERE target = ? AND run = ? ORDER BY number DESC LIMIT 1`,
      target,
      run,
    );
  }

  /** The run without a name that a start at this moment may have been told of already, or that ended soon after it. */
  function unnamedStart(target: string, atMs: number): Promise<Row | undefined> {
    return sql.get<Row>(
      `SELECT ${COLUMNS} FROM job_runs WHERE target = ? AND run = ''
         AND (started_at_ms = ? OR (started_at_ms IS NULL AND ended_at_ms >= ? AND ended_at_ms < ?))
       ORDER BY started_at_ms DESC, ended_at_ms LIMIT 1`,
      target,
      atMs,
      atMs,
      atMs + LATE_START_MS,
    );
  }

  /** The newest run without a name that is under way: who does not name runs has one at a time. */
  function unnamedOpen(target: string, atMs: number): Promise<Row | undefined> {
    return sql.get<Row>(
      `SELECT ${COLUMNS} FROM job_runs WHERE target = ? AND run = '' AND outcome = 'running' AND started_at_ms <= ?
       ORDER BY started_at_ms DESC LIMIT 1`,
      target,
      atMs,
    );
  }

  async function isKnownEnd(target: string, atMs: number, phase: JobRun['phase']): Promise<boolean> {
    const which = phase === 'failed' ? "outcome = 'failed'" : SUCCEEDED;
    const row = await sql.get(
      `SELECT 1 FROM job_runs WHERE target = ? AND run = '' AND ended_at_ms = ? AND ${which} LIMIT 1`,
      target,
      atMs,
    );
    return row !== undefined;
  }
}

function toFinished(row: Row): FinishedRun {
  return { atMs: row.ended_at_ms as number, outcome: row.outcome as FinishedRun['outcome'] };
}

function toProduced(row: Row): Produced {
  return {
    durationMs: row.duration_ms ?? undefined,
    bytes: row.bytes ?? undefined,
    files: row.files ?? undefined,
    count: row.count ?? undefined,
  };
}

function toRun({ started_at_ms, ended_at_ms, duration_ms, exit_code, told_by, ...row }: Row): KeptRun {
  return {
    ...row,
    startedAtMs: started_at_ms,
    endedAtMs: ended_at_ms,
    durationMs: duration_ms,
    exitCode: exit_code,
    toldBy: told_by,
  };
}
