import type { Sql } from '#collector/ledger/sql.ts';
import type { SettledWindow } from '#judging/job/walk-windows.ts';
import { DAY_MS, type Day, localDay } from '#judging/schedule/civil.ts';
import { WINDOW_OUTCOMES, type WindowOutcome } from '#protocol/job.ts';

/** How many windows of each outcome there were. */
export type WindowTally = Record<WindowOutcome, number>;

interface Row {
  due_at_ms: number;
  start_at_ms: number;
  opens_at_ms: number;
  late_at_ms: number;
  closes_at_ms: number;
  outcome: WindowOutcome;
  met_at_ms: number | null;
  used_at_ms: number | null;
  unmet_since_ms: number | null;
}

/** Windows kept one by one; older ones are counted by day. */
export const WINDOWS_PER_JOB = 500;
const WINDOWS_SLACK = 50;
/** Days of which older windows are counted. */
const DAYS_KEPT = 400;

export type JobWindows = ReturnType<typeof jobWindowsIn>;

/** What became of the windows of jobs, in the ledger: the proof of what was met. */
export function jobWindowsIn(sql: Sql) {
  return {
    /** Inside the caller's transaction. `sinceMs`: from when on the job is judged so; `zone`: to which day an old one belongs. */
    async keep(
      target: string,
      windows: readonly SettledWindow[],
      { sinceMs, zone }: { sinceMs: number; zone: string },
    ): Promise<void> {
      for (const window of windows) {
        await sql.run(
          `INSERT INTO job_windows (target, due_at_ms, start_at_ms, opens_at_ms, late_at_ms, closes_at_ms, outcome,
             met_at_ms, used_at_ms, unmet_since_ms, judged_since_ms) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
           ON CONFLICT (target, due_at_ms) DO UPDATE SET start_at_ms = excluded.start_at_ms,
             opens_at_ms = excluded.opens_at_ms, late_at_ms = excluded.late_at_ms,
             closes_at_ms = excluded.closes_at_ms, outcome = excluded.outcome, met_at_ms = excluded.met_at_ms,
             used_at_ms = excluded.used_at_ms, unmet_since_ms = excluded.unmet_since_ms,
             judged_since_ms = excluded.judged_since_ms`,
          target,
          ...[window.dueMs, window.startMs, window.opensMs, window.lateMs, window.closesMs].map(Math.round),
          window.outcome,
          window.metMs,
          Number.isFinite(window.usedMs) ? window.usedMs : null,
          window.unmetSinceMs,
          sinceMs,
        );
      }
      await countOld(target, zone);
    },

    /** The newest of those that were settled since the job is judged so. */
    async last(target: string, sinceMs: number): Promise<SettledWindow | undefined> {
      const row = await sql.get<Row>(
        'SELECT * FROM job_windows WHERE target = ? AND judged_since_ms = ? ORDER BY due_at_ms DESC LIMIT 1',
        target,
        sinceMs,
      );
      return row && toWindow(row);
    },

    /** Takes back what a run that ended then would have changed; true when there is something to settle anew. */
    async takeBack(target: string, endedAtMs: number, isSuccess: boolean, sinceMs: number): Promise<boolean> {
      const first = await sql.get<{ due_at_ms: number }>(
        `SELECT due_at_ms FROM job_windows WHERE target = ? AND judged_since_ms = ? AND closes_at_ms >= ? AND opens_at_ms <= ?
           AND (outcome NOT IN ('met', 'late') OR met_at_ms > ?) ORDER BY due_at_ms LIMIT 1`,
        target,
        sinceMs,
        endedAtMs,
        endedAtMs,
        isSuccess ? endedAtMs : Number.MAX_SAFE_INTEGER,
      );
      return first !== undefined && (await dropFrom(target, 'due_at_ms', first.due_at_ms));
    },

    /** Takes back the windows that began at this moment or later, which a step has whose predecessor ran earlier than was known. */
    takeBackSteps: (target: string, startMs: number) => dropFrom(target, 'start_at_ms', startMs),

    /** Windows with a deadline in this stretch of time, newest first. */
    async list(target: string, fromMs: number, toMs: number, limit: number): Promise<SettledWindow[]> {
      const rows = await sql.all<Row>(
        `SELECT * FROM job_windows WHERE target = ? AND due_at_ms >= ? AND due_at_ms <= ?
         ORDER BY due_at_ms DESC LIMIT ?`,
        target,
        fromMs,
        toMs,
        limit,
      );
      return rows.map(toWindow);
    },

    /** Windows of jobs with a deadline after this moment, by outcome; days that lie half in it count whole. */
    async tallies(targets: readonly string[], afterMs: number): Promise<Map<string, WindowTally>> {
      const tallies = new Map<string, WindowTally>();
      if (targets.length === 0) return tallies;
      const marks = targets.map(() => '?').join(', ');
      const rows = await sql.all<{ target: string; outcome: WindowOutcome; windows: number }>(
        `SELECT target, outcome, COUNT(*) AS windows FROM job_windows WHERE target IN (${marks}) AND due_at_ms > ?
           GROUP BY target, outcome
         UNION ALL SELECT target, outcome, SUM(windows) AS windows FROM job_days
           WHERE target IN (${marks}) AND day >= ? GROUP BY target, outcome`,
        ...targets,
        afterMs,
        ...targets,
        Math.floor(afterMs / DAY_MS),
      );
      for (const { target, outcome, windows } of rows) {
        const tally = tallies.get(target) ?? emptyTally();
        tally[outcome] += windows;
        tallies.set(target, tally);
      }
      return tallies;
    },

    /** Days of which windows are no longer kept one by one, newest first. */
    async days(target: string, fromDay: Day): Promise<{ day: Day; tally: WindowTally }[]> {
      const rows = await sql.all<{ day: number; outcome: WindowOutcome; windows: number }>(
        'SELECT day, outcome, windows FROM job_days WHERE target = ? AND day >= ? ORDER BY day DESC',
        target,
        fromDay,
      );
      const days = new Map<Day, WindowTally>();
      for (const { day, outcome, windows } of rows) {
        const tally = days.get(day) ?? emptyTally();
        tally[outcome] = windows;
        days.set(day, tally);
      }
      return [...days].map(([day, tally]) => ({ day, tally }));
    },
  };

  async function dropFrom(target: string, column: string, fromMs: number): Promise<boolean> {
    return (await sql.run(`DELETE FROM job_windows WHERE target = ? AND ${column} >= ?`, target, fromMs)) > 0;
  }

  async function countOld(target: string, zone: string): Promise<void> {
    const count = await sql.get<{ n: number }>(
      'SELECT COUNT(*) AS n FROM job_windows WHERE target = ?',
      target,
    );
    if ((count?.n ?? 0) <= WINDOWS_PER_JOB + WINDOWS_SLACK) return;
    const old = await sql.all<Row>(
      'SELECT * FROM job_windows WHERE target = ? ORDER BY due_at_ms DESC LIMIT 1000000 OFFSET ?',
      target,
      WINDOWS_PER_JOB,
    );
    for (const { due_at_ms, outcome } of old) {
      await sql.run(
        `INSERT INTO job_days (target, day, outcome, windows) VALUES (?, ?, ?, 1)
         ON CONFLICT (target, day, outcome) DO UPDATE SET windows = job_days.windows + 1`,
        target,
        localDay(zone, due_at_ms),
        outcome,
      );
    }
    await sql.run('DELETE FROM job_windows WHERE target = ? AND due_at_ms <= ?', target, old[0].due_at_ms);
    const oldestDay = localDay(zone, old[0].due_at_ms) - DAYS_KEPT;
    await sql.run('DELETE FROM job_days WHERE target = ? AND day < ?', target, oldestDay);
  }
}

export function emptyTally(): WindowTally {
  return Object.fromEntries(WINDOW_OUTCOMES.map((outcome) => [outcome, 0])) as WindowTally;
}

function toWindow(row: Row): SettledWindow {
  return {
    startMs: row.start_at_ms,
    opensMs: row.opens_at_ms,
    dueMs: row.due_at_ms,
    lateMs: row.late_at_ms,
    closesMs: row.closes_at_ms,
    outcome: row.outcome,
    metMs: row.met_at_ms,
    usedMs: row.used_at_ms ?? Number.NEGATIVE_INFINITY,
    unmetSinceMs: row.unmet_since_ms,
  };
}
