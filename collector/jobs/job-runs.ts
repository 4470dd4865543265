import type { Sql } from '#collector/ledger/sql.ts';
import type { FinishedRun, NewestRun, NewestSuccess, Produced } from '#judging/job/runs.ts';
import { successesLookedAt } from '#judging/job/shortfall.ts';
import type { JobExpectations } from '#protocol/job.ts';
import {
  ENDED,
  type KeptRun,
  RUN_COLUMNS,
  type RunRow,
  SUCCEEDED,
  toFinished,
  toProduced,
  toRun,
} from './run-row.ts';
import { RUNS_PER_JOB, runTaker } from './take-run.ts';

export type JobRuns = ReturnType<typeof jobRunsIn>;

/** The runs of jobs in the ledger. */
export function jobRunsIn(sql: Sql) {
  return {
    take: runTaker({ sql, successesBefore }),

    /** Newest first by number, below `before`. */
    async list(target: string, before: number | undefined, limit: number): Promise<KeptRun[]> {
      const rows = await sql.all<RunRow>(
        `SELECT ${RUN_COLUMNS} FROM job_runs WHERE target = ? AND number < ? ORDER BY number DESC LIMIT ?`,
        target,
        before ?? Number.MAX_SAFE_INTEGER,
        limit,
      );
      return rows.map(toRun);
    },

    /** Runs that ended after this moment, ascending; the newest when they are too many. */
    async endedAfter(target: string, afterMs: number): Promise<FinishedRun[]> {
      const rows = await sql.all<RunRow>(
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

  /** Successes before this moment that expectations look at, newest first. */
  async function successesBefore(target: string, atMs: number, expect: JobExpectations): Promise<Produced[]> {
    const looked = successesLookedAt(expect);
    if (looked === 0) return [];
    const rows = await sql.all<RunRow>(
      `SELECT ${RUN_COLUMNS} FROM job_runs WHERE target = ? AND ${SUCCEEDED} AND ended_at_ms < ?
       ORDER BY ended_at_ms DESC, number DESC LIMIT ?`,
      target,
      atMs,
      looked,
    );
    return rows.map(toProduced);
  }

  function newestOf(target: string, which: string): Promise<RunRow | undefined> {
    return sql.get<RunRow>(
      `SELECT ${RUN_COLUMNS} FROM job_runs WHERE target = ? AND ${which} ORDER BY ended_at_ms DESC, number DESC LIMIT 1`,
      target,
    );
  }
}
