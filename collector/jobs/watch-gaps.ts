import type { Sql } from '#collector/ledger/sql.ts';
import type { Gap } from '#judging/job/walk-windows.ts';

/** Time until which beats could be taken, and the stretches in which they could not. */
const WATCHED = 'jobs.watched';
const GAPS = 'jobs.gaps';
/** A restart that takes no longer loses no beat: whoever sends one tries again. */
const SHORTEST_MS = 120_000;
const GAPS_KEPT = 100;

/** Remembers over restarts when nobody could have told of a run. */
export interface WatchGaps {
  /** Ascending. */
  readonly gaps: readonly Gap[];
  /** Somebody listens now. */
  note(nowMs: number): Promise<void>;
}

/** When nobody listened, ascending: the newest hundred stretches of two minutes and more. */
export async function knownGaps(sql: Sql): Promise<readonly Gap[]> {
  const row = await sql.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', GAPS);
  return row ? JSON.parse(row.value) : [];
}

/** What has passed since the last note is a gap. */
export async function openWatchGaps(sql: Sql, nowMs: number): Promise<WatchGaps> {
  const watched = await read(WATCHED);
  const gaps: Gap[] = JSON.parse((await read(GAPS)) ?? '[]');
  if (watched !== undefined && nowMs - Number(watched) > SHORTEST_MS) {
    gaps.push({ fromMs: Number(watched), toMs: nowMs });
    await write(GAPS, JSON.stringify(gaps.slice(-GAPS_KEPT)));
  }
  await write(WATCHED, String(nowMs));
  return { gaps, note: (atMs) => write(WATCHED, String(atMs)) };

  async function read(name: string): Promise<string | undefined> {
    return (await sql.get<{ value: string }>('SELECT value FROM settings WHERE name = ?', name))?.value;
  }

  async function write(name: string, value: string): Promise<void> {
    await sql.run(
      `INSERT INTO settings (name, value, changed_at_ms) VALUES (?, ?, 0)
       ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
      name,
      value,
    );
  }
}
