import type { Sql } from '#collector/ledger/sql.ts';
import type { Produced } from '#judging/job/runs.ts';
import { findLack } from '#judging/job/shortfall.ts';
import type { JobExpectations } from '#protocol/job.ts';
import type { JobRun } from '#protocol/job-run.ts';
import { type KeptRun, RUN_COLUMNS, type RunNews, type RunRow, SUCCEEDED, type ToldRun } from './run-row.ts';

/** Runs kept of one job. */
export const RUNS_PER_JOB = 500;
/** The oldest are removed only now and then. */
const RUNS_SLACK = 50;
/** A start that is told after its end belongs to it only when it lies this near. */
const LATE_START_MS = 86_400_000;

export interface RunTakerOptions {
  sql: Sql;
  /** Successes before this moment that expectations look at, newest first. */
  successesBefore(target: string, atMs: number, expect: JobExpectations): Promise<Produced[]>;
}

/** Makes runs of the words about them, whatever their order and however often they come. */
export function runTaker({ sql, successesBefore }: RunTakerOptions) {
  /** Takes a word, inside the caller's transaction. `last` is the number of the job's newest run. */
  return async function take(
    target: string,
    told: ToldRun,
    expect: JobExpectations,
    last: number,
  ): Promise<RunNews | undefined> {
    return told.phase === 'started' ? start(target, told, last) : end(target, told, expect, last);
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
      `INSERT INTO job_runs (target, ${RUN_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
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

  function byName(target: string, run: string): Promise<RunRow | undefined> {
    return sql.get<RunRow>(
      `SELECT ${RUN_COLUMNS} FROM job_runs WHERE target = ? AND run = ? ORDER BY number DESC LIMIT 1`,
      target,
      run,
    );
  }

  /** The run without a name that a start at this moment may have been told of already, or that ended soon after it. */
  function unnamedStart(target: string, atMs: number): Promise<RunRow | undefined> {
    return sql.get<RunRow>(
      `SELECT ${RUN_COLUMNS} FROM job_runs WHERE target = ? AND run = ''
         AND (started_at_ms = ? OR (started_at_ms IS NULL AND ended_at_ms >= ? AND ended_at_ms < ?))
       ORDER BY started_at_ms DESC, ended_at_ms LIMIT 1`,
      target,
      atMs,
      atMs,
      atMs + LATE_START_MS,
    );
  }

  /** The newest run without a name that is under way: who does not name runs has one at a time. */
  function unnamedOpen(target: string, atMs: number): Promise<RunRow | undefined> {
    return sql.get<RunRow>(
      `SELECT ${RUN_COLUMNS} FROM job_runs WHERE target = ? AND run = '' AND outcome = 'running' AND started_at_ms <= ?
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
