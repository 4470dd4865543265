import { forgetPending, recordEvents, recordPending } from '#collector/alerts/record-events.ts';
import type { RulesBody } from '#collector/journal/control-bodies.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { SavedPage } from './saved-page.ts';

/** What judging knows beside its pages, saved with the position it belongs to. */
export interface JudgingContext extends RulesBody {
  /** Time of the last tick, and of the first one after ticks had stopped. */
  nowMs: number;
  listeningSinceMs: number;
}

/** Where judging resumes. */
export interface Resumption {
  position: number;
  context: JudgingContext | undefined;
  pages: SavedPage[];
}

/** Pages that changed since they were saved; `layout` only where that changed too. */
export interface Checkpoint {
  position: number;
  context: JudgingContext;
  pages: { target: string; layout: string | undefined; state: Uint8Array }[];
  removed: string[];
}

/** What one commit makes durable, all or nothing. */
export interface Commit {
  events: readonly AlertEvent[];
  /** Alert that became pending, or null where it ended without firing, by id; in the order in which it happened. */
  pending: ReadonlyMap<string, Alert | null>;
  checkpoint: Checkpoint | undefined;
}

/** Reads what the last checkpoint left; position 1 when there was none. */
export async function loadJudging(sql: Sql): Promise<Resumption> {
  const row = await sql.get<{ position: number; context: string }>(
    "SELECT position, context FROM judging_progress WHERE name = 'judging'",
  );
  if (!row) return { position: 1, context: undefined, pages: [] };
  const pages = await sql.all<SavedPage>('SELECT target, layout, state FROM judging_pages');
  return { position: row.position, context: JSON.parse(row.context), pages };
}

/** The position of the last checkpoint alone; 1 when there was none. */
export async function judgedUpTo(sql: Sql): Promise<number> {
  const row = await sql.get<{ position: number }>(
    "SELECT position FROM judging_progress WHERE name = 'judging'",
  );
  return row?.position ?? 1;
}

/** Makes a commit durable and returns the events that were not known yet. */
export function saveJudging(sql: Sql, commit: Commit): Promise<AlertEvent[]> {
  return sql.transaction(async (sql) => {
    // Before the events: one that fired in the same commit must not be made pending again.
    for (const [id, alert] of commit.pending)
      await (alert ? recordPending(sql, alert) : forgetPending(sql, id));
    const fresh = await recordEvents(sql, commit.events);
    if (commit.checkpoint) await saveCheckpoint(sql, commit.checkpoint);
    return fresh;
  });
}

async function saveCheckpoint(sql: Sql, { position, context, pages, removed }: Checkpoint): Promise<void> {
  for (const { target, layout, state } of pages) {
    if (layout === undefined) {
      await sql.run('UPDATE judging_pages SET state = ? WHERE target = ?', state, target);
    } else {
      await sql.run(
        `INSERT INTO judging_pages (target, layout, state) VALUES (?, ?, ?)
         ON CONFLICT (target) DO UPDATE SET layout = excluded.layout, state = excluded.state`,
        target,
        layout,
        state,
      );
    }
  }
  for (const target of removed) await sql.run('DELETE FROM judging_pages WHERE target = ?', target);
  await sql.run(
    `INSERT INTO judging_progress (name, position, context) VALUES ('judging', ?, ?)
     ON CONFLICT (name) DO UPDATE SET position = excluded.position, context = excluded.context`,
    position,
    JSON.stringify(context),
  );
}
