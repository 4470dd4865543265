import type { Sql } from '#collector/ledger/sql.ts';
import type { SettledWindow } from '#judging/job/walk-windows.ts';
import { DAY_MS } from '#judging/schedule/civil.ts';
import type { WindowOutcome } from '#protocol/job.ts';
import type { Span } from './day-line.ts';
import type { KeptRun } from './run-row.ts';

/** A run as a bar of a day. */
export type DayRun = Pick<KeptRun, 'number' | 'startedAtMs' | 'endedAtMs' | 'outcome' | 'bytes' | 'exitCode'>;

/** Jobs asked for in one statement. */
const JOBS_ASKED = 200;
/** A run that went on for longer is not found on the day on which it began. */
const LONGEST_RUN_MS = 2 * DAY_MS;

interface RunRow {
  target: string;
  number: number;
  started_at_ms: number | null;
  ended_at_ms: number;
  outcome: KeptRun['outcome'];
  bytes: number | null;
  exit_code: number | null;
}

interface WindowRow {
  target: string;
  start_at_ms: number;
  opens_at_ms: number;
  due_at_ms: number;
  late_at_ms: number;
  closes_at_ms: number;
  outcome: WindowOutcome;
  met_at_ms: number | null;
}

/** What the ledger has of many jobs in one span: two statements for two hundred of them. */
export function dayRowsIn(sql: Sql) {
  return {
    /** Runs that ended and touch the span, by job, oldest first; `most` in all of each two hundred jobs. */
    async runs(
      jobs: readonly string[],
      { fromMs, toMs }: Span,
      most: number,
    ): Promise<Map<string, DayRun[]>> {
      const rows = await inParts(jobs, (marks, part) =>
        sql.all<RunRow>(
          `SELECT target, number, started_at_ms, ended_at_ms, outcome, bytes, exit_code FROM job_runs
           WHERE target IN (${marks}) AND ended_at_ms >= ? AND ended_at_ms < ?
             AND COALESCE(started_at_ms, ended_at_ms) < ? ORDER BY target, ended_at_ms, number LIMIT ?`,
          ...part,
          fromMs,
          toMs + LONGEST_RUN_MS,
          toMs,
          most,
        ),
      );
      return group(rows, (row) => ({
        number: row.number,
        startedAtMs: row.started_at_ms,
        endedAtMs: row.ended_at_ms,
        outcome: row.outcome,
        bytes: row.bytes,
        exitCode: row.exit_code,
      }));
    },

    /** Settled windows with a deadline around the span, by job. */
    async windows(
      jobs: readonly string[],
      { fromMs, toMs }: Span,
      most: number,
    ): Promise<Map<string, SettledWindow[]>> {
      const rows = await inParts(jobs, (marks, part) =>
        sql.all<WindowRow>(
          `SELECT target, start_at_ms, opens_at_ms, due_at_ms, late_at_ms, closes_at_ms, outcome, met_at_ms
           FROM job_windows WHERE target IN (${marks}) AND due_at_ms >= ? AND due_at_ms < ? AND opens_at_ms < ?
             AND late_at_ms >= ? ORDER BY target, due_at_ms LIMIT ?`,
          ...part,
          fromMs - 30 * DAY_MS,
          toMs + LONGEST_RUN_MS,
          toMs,
          fromMs,
          most,
        ),
      );
      return group(rows, (row) => ({
        startMs: row.start_at_ms,
        opensMs: row.opens_at_ms,
        dueMs: row.due_at_ms,
        lateMs: row.late_at_ms,
        closesMs: row.closes_at_ms,
        outcome: row.outcome,
        metMs: row.met_at_ms,
        usedMs: Number.NEGATIVE_INFINITY,
        unmetSinceMs: null,
      }));
    },

    /** Sizes of the newest successes of each job, oldest first. */
    async sizes(jobs: readonly string[], newest: number): Promise<Map<string, Produced[]>> {
      const rows = await inParts(jobs, (marks, part) =>
        sql.all<{ target: string; ended_at_ms: number; bytes: number | null; files: number | null }>(
          `SELECT target, ended_at_ms, bytes, files FROM (
             SELECT target, ended_at_ms, bytes, files,
               ROW_NUMBER() OVER (PARTITION BY target ORDER BY ended_at_ms DESC, number DESC) AS place
             FROM job_runs WHERE target IN (${marks}) AND outcome IN ('good', 'poor')) AS ranked
           WHERE place <= ? ORDER BY target, ended_at_ms`,
          ...part,
          newest,
        ),
      );
      return group(rows, ({ ended_at_ms: atMs, bytes, files }) => ({ atMs, bytes, files }));
    },

    /** The newest run that ended of each job: who told of it, and what they wrote. */
    async newest(jobs: readonly string[]): Promise<Map<string, NewestRun[]>> {
      const rows = await inParts(jobs, (marks, part) =>
        sql.all<{ target: string; ended_at_ms: number; outcome: string; note: string; told_by: string }>(
          `SELECT target, ended_at_ms, outcome, note, told_by FROM (
             SELECT target, ended_at_ms, outcome, note, told_by,
               ROW_NUMBER() OVER (PARTITION BY target ORDER BY ended_at_ms DESC, number DESC) AS place
             FROM job_runs WHERE target IN (${marks}) AND outcome IN ('good', 'poor', 'failed')) AS ranked
           WHERE place = 1`,
          ...part,
        ),
      );
      return group(rows, ({ ended_at_ms: atMs, outcome, note, told_by: toldBy }) => ({
        atMs,
        outcome,
        note,
        toldBy,
      }));
    },
  };
}

/** The last that is known of a job. */
export interface NewestRun {
  atMs: number;
  outcome: string;
  note: string;
  toldBy: string;
}

/** What a success brought. */
export interface Produced {
  atMs: number;
  bytes: number | null;
  files: number | null;
}

async function inParts<Row>(
  jobs: readonly string[],
  ask: (marks: string, part: readonly string[]) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let at = 0; at < jobs.length; at += JOBS_ASKED) {
    const part = jobs.slice(at, at + JOBS_ASKED);
    rows.push(...(await ask(part.map(() => '?').join(', '), part)));
  }
  return rows;
}

function group<Row extends { target: string }, Value>(
  rows: readonly Row[],
  toValue: (row: Row) => Value,
): Map<string, Value[]> {
  const found = new Map<string, Value[]>();
  for (const row of rows) {
    const known = found.get(row.target);
    if (known) known.push(toValue(row));
    else found.set(row.target, [toValue(row)]);
  }
  return found;
}
