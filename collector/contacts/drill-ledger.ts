import type { Sql } from '#collector/ledger/sql.ts';
import { inScopeSql, type Scope } from '#collector/people/caller.ts';
import { type Drill, type DrillCall, type DrillFailure, DrillPlan } from '#protocol/drill.ts';
import type { WantedCall } from './drill-calls.ts';

/** A call as it is kept. */
export interface KeptCall extends DrillCall {
  id: string;
  drill: string;
  nextAtMs: number;
}

interface DrillRow {
  id: string;
  organisation: string;
  begun_by: string;
  begun_at_ms: number;
  until_ms: number;
  ended_at_ms: number | null;
}

interface CallRow {
  id: string;
  drill: string;
  channel: string;
  contact: string;
  name: string;
  state: DrillCall['state'];
  code: DrillFailure;
  attempts: number;
  next_at_ms: number;
  sent_at_ms: number | null;
  delivered_at_ms: number | null;
  answer: string;
  answered_at_ms: number | null;
  answered_by: string;
}

/** A plan as somebody made it. */
export interface KeptPlan {
  organisation: string;
  plan: DrillPlan;
  changedAtMs: number;
}

/** Whether answers count now. */
export function isOpen({ endedAtMs, untilMs }: Drill, nowMs: number): boolean {
  return endedAtMs === null && nowMs < untilMs;
}

export type DrillLedger = ReturnType<typeof drillLedger>;

/** Drills in the ledger: kept for good, as the proof that people could be reached. */
export function drillLedger(sql: Sql) {
  return {
    async plans(): Promise<KeptPlan[]> {
      const rows = await sql.all<{ organisation: string; value: string; changed_at_ms: number }>(
        'SELECT organisation, value, changed_at_ms FROM drill_plans ORDER BY organisation',
      );
      return rows.map((row) => ({
        organisation: row.organisation,
        plan: DrillPlan.parse(JSON.parse(row.value)),
        changedAtMs: row.changed_at_ms,
      }));
    },

    async putPlan(organisation: string, plan: DrillPlan, by: string, nowMs: number): Promise<void> {
      await sql.run(
        `INSERT INTO drill_plans (organisation, value, changed_by, changed_at_ms) VALUES (?, ?, ?, ?)
         ON CONFLICT (organisation) DO UPDATE SET value = excluded.value, changed_by = excluded.changed_by,
           changed_at_ms = excluded.changed_at_ms`,
        organisation,
        JSON.stringify(plan),
        by,
        nowMs,
      );
    },

    async begin(
      drill: Drill,
      calls: readonly (WantedCall & { id: string; tokenHash: string })[],
    ): Promise<void> {
      await sql.run(
        `INSERT INTO drills (id, organisation, begun_by, begun_at_ms, until_ms, ended_at_ms)
         VALUES (?, ?, ?, ?, ?, NULL)`,
        drill.id,
        drill.organisation,
        drill.begunBy,
        drill.begunAtMs,
        drill.untilMs,
      );
      for (const call of calls) {
        const isPossible = call.channel !== '';
        await sql.run(
          `INSERT INTO drill_calls (id, drill, channel, contact, name, token_hash, state, code, attempts, next_at_ms,
             sent_at_ms, delivered_at_ms, answer, answered_at_ms, answered_by)
           VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0, ?, NULL, NULL, '', NULL, '')`,
          call.id,
          drill.id,
          call.channel,
          call.contact,
          call.name,
          call.tokenHash,
          isPossible ? 'waiting' : 'failed',
          isPossible ? '' : 'no_channel',
          drill.begunAtMs,
        );
      }
    },

    async running(): Promise<Drill[]> {
      const rows = await sql.all<DrillRow>(
        'SELECT * FROM drills WHERE ended_at_ms IS NULL ORDER BY begun_at_ms, id',
      );
      return rows.map(toDrill);
    },

    /** Newest first, begun before `cursor`. */
    async list(scope: Scope, cursor: [number, string] | undefined, limit: number): Promise<Drill[]> {
      const filter = inScopeSql(scope, 'organisation');
      const [atMs, id] = cursor ?? [Number.MAX_SAFE_INTEGER, ''];
      const rows = await sql.all<DrillRow>(
        `SELECT * FROM drills WHERE ${filter.text} AND (begun_at_ms < ? OR (begun_at_ms = ? AND id < ?))
         ORDER BY begun_at_ms DESC, id DESC LIMIT ?`,
        ...filter.values,
        atMs,
        atMs,
        id,
        limit,
      );
      return rows.map(toDrill);
    },

    async get(id: string): Promise<Drill | undefined> {
      const row = await sql.get<DrillRow>('SELECT * FROM drills WHERE id = ?', id);
      return row && toDrill(row);
    },

    /** The newest drill of each organisation that has ended. */
    async lastEnded(): Promise<Drill[]> {
      const rows = await sql.all<DrillRow>(
        `SELECT * FROM drills WHERE ended_at_ms IS NOT NULL AND NOT EXISTS (
           SELECT 1 FROM drills AS later WHERE later.organisation = drills.organisation
             AND later.ended_at_ms IS NOT NULL AND later.begun_at_ms > drills.begun_at_ms)`,
      );
      return rows.map(toDrill);
    },

    /** The newest one that the plan began. */
    async lastPlanned(organisation: string): Promise<Drill | undefined> {
      const row = await sql.get<DrillRow>(
        `SELECT * FROM drills WHERE organisation = ? AND begun_by = '' ORDER BY begun_at_ms DESC LIMIT 1`,
        organisation,
      );
      return row && toDrill(row);
    },

    async calls(drill: string): Promise<KeptCall[]> {
      const rows = await sql.all<CallRow>(
        'SELECT * FROM drill_calls WHERE drill = ? ORDER BY contact, channel, id',
        drill,
      );
      return rows.map(toCall);
    },

    async byToken(tokenHash: string): Promise<KeptCall | undefined> {
      const row = await sql.get<CallRow>('SELECT * FROM drill_calls WHERE token_hash = ?', tokenHash);
      return row && toCall(row);
    },

    async sending(call: string, nowMs: number): Promise<void> {
      await sql.run(
        'UPDATE drill_calls SET attempts = attempts + 1, sent_at_ms = ? WHERE id = ?',
        nowMs,
        call,
      );
    },

    async delivered(call: string, answer: string, nowMs: number): Promise<void> {
      await sql.run(
        "UPDATE drill_calls SET state = 'delivered', delivered_at_ms = ?, answer = ? WHERE id = ?",
        nowMs,
        answer,
        call,
      );
    },

    async retryLater(call: string, atMs: number, answer: string): Promise<void> {
      await sql.run('UPDATE drill_calls SET next_at_ms = ?, answer = ? WHERE id = ?', atMs, answer, call);
    },

    async failed(call: string, code: DrillFailure, answer: string): Promise<void> {
      await sql.run(
        "UPDATE drill_calls SET state = 'failed', code = ?, answer = ? WHERE id = ?",
        code,
        answer,
        call,
      );
    },

    /** The first answer counts; false for one that comes behind it. */
    async answered(call: string, by: string, nowMs: number): Promise<boolean> {
      const rows = await sql.run(
        'UPDATE drill_calls SET answered_at_ms = ?, answered_by = ? WHERE id = ? AND answered_at_ms IS NULL',
        nowMs,
        by,
        call,
      );
      return rows === 1;
    },

    /** What still waits is given up. */
    end(drill: string, nowMs: number): Promise<void> {
      return sql.transaction(async () => {
        await sql.run('UPDATE drills SET ended_at_ms = ? WHERE id = ?', nowMs, drill);
        await sql.run(
          "UPDATE drill_calls SET state = 'failed', code = 'not_in_time' WHERE drill = ? AND state = 'waiting'",
          drill,
        );
      });
    },
  };
}

function toDrill(row: DrillRow): Drill {
  return {
    id: row.id,
    organisation: row.organisation,
    begunBy: row.begun_by,
    begunAtMs: row.begun_at_ms,
    untilMs: row.until_ms,
    endedAtMs: row.ended_at_ms,
  };
}

function toCall(row: CallRow): KeptCall {
  return {
    id: row.id,
    drill: row.drill,
    channel: row.channel,
    contact: row.contact,
    name: row.name,
    state: row.state,
    code: row.code,
    attempts: row.attempts,
    nextAtMs: row.next_at_ms,
    sentAtMs: row.sent_at_ms,
    deliveredAtMs: row.delivered_at_ms,
    answer: row.answer,
    answeredAtMs: row.answered_at_ms,
    answeredBy: row.answered_by,
  };
}
