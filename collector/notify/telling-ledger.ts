import type { Sql } from '#collector/ledger/sql.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import { SEVERITIES } from '#protocol/rule.ts';
import { jsonOf } from './ledger-values.ts';
import type { Destination, NotToldCode, Routing } from './plan.ts';

/** Rows that are changed in one transaction. */
const ROWS_AT_ONCE = 500;

/** What waits for one destination; what belongs to different organisations never shares a call. */
export interface Waiting extends Destination {
  organisation: string;
  tellings: number;
  first: number;
  oldestMs: number;
  newestMs: number;
}

export type TellingLedger = ReturnType<typeof tellingLedger>;

/**
 * The queue of tellings in the ledger: which event goes where, and why not. A telling waits until it is `called`, and
 * is from then on what its call is; it has `failed` when its channel was gone before; or it was `not_told`.
 */
export function tellingLedger(sql: Sql) {
  return {
    /** Number of the last event that was planned. */
    async position(): Promise<number> {
      const row = await sql.get<{ event_number: number }>(
        "SELECT event_number FROM telling_progress WHERE name = 'telling'",
      );
      return row?.event_number ?? 0;
    },

    async savePosition(position: number): Promise<void> {
      await sql.run(
        `INSERT INTO telling_progress (name, event_number) VALUES ('telling', ?)
         ON CONFLICT (name) DO UPDATE SET event_number = excluded.event_number`,
        position,
      );
    },

    /** Keeps where an event goes; what stands there already stays. */
    async add(event: AlertEvent, { destinations, notTold }: Routing, nowMs: number): Promise<void> {
      for (const to of destinations) await insert(event, to, 'waiting', '', {}, nowMs);
      for (const { code, params, ...to } of notTold) await insert(event, to, 'not_told', code, params, nowMs);
    },

    /** True when the firing of the alert was planned, and that is not forgotten. */
    async isKnown(alert: string): Promise<boolean> {
      const row = await sql.get(
        "SELECT number FROM tellings WHERE alert = ? AND kind = 'fired' LIMIT 1",
        alert,
      );
      return row !== undefined;
    },

    /** Whom it was tried to tell of the firing or of a rise, fallbacks included. */
    async toldOf(alert: string): Promise<Destination[]> {
      return sql.all(
        `SELECT channel, recipient FROM tellings WHERE alert = ? AND kind IN ('fired', 'severity_changed')
           AND state IN ('waiting', 'called') GROUP BY channel, recipient ORDER BY MIN(number)`,
        alert,
      );
    },

    /** Makes what waits of an alert graver; returns who will hear of it by that. */
    async raise({ id, severity }: AlertEvent['alert']): Promise<Destination[]> {
      const changed = await sql.run(
        `UPDATE tellings SET severity = ?
         WHERE alert = ? AND kind IN ('fired', 'severity_changed') AND state = 'waiting'`,
        SEVERITIES.indexOf(severity),
        id,
      );
      if (changed === 0) return [];
      return sql.all(
        `SELECT DISTINCT channel, recipient FROM tellings
         WHERE alert = ? AND kind IN ('fired', 'severity_changed') AND state = 'waiting'`,
        id,
      );
    },

    async countWaiting(): Promise<number> {
      const row = await sql.get<{ count: number }>(
        "SELECT COUNT(*) AS count FROM tellings WHERE state = 'waiting'",
      );
      return row?.count ?? 0;
    },

    /** By destination of a channel, the one that waits longest first. */
    async waiting(channel: string): Promise<Waiting[]> {
      return sql.all(
        `SELECT channel, recipient, organisation, COUNT(*) AS tellings, MIN(number) AS "first",
           MIN(made_at_ms) AS "oldestMs", MAX(made_at_ms) AS "newestMs" FROM tellings
         WHERE state = 'waiting' AND channel = ? GROUP BY channel, recipient, organisation ORDER BY MIN(number)`,
        channel,
      );
    },

    /** Channels for which something waits. */
    async waitingChannels(): Promise<string[]> {
      const rows = await sql.all<{ channel: string }>(
        "SELECT DISTINCT channel FROM tellings WHERE state = 'waiting'",
      );
      return rows.map(({ channel }) => channel);
    },

    /** What has waited since before ends, some of it at a time; returns how much. */
    giveUp(sinceMs: number): Promise<number> {
      return sql.run(
        `UPDATE tellings SET state = 'failed', code = 'given_up' WHERE number IN
           (SELECT number FROM tellings WHERE state = 'waiting' AND made_at_ms < ? LIMIT ?)`,
        sinceMs,
        ROWS_AT_ONCE,
      );
    },

    /** What waits for a channel that is gone ends. */
    failWaiting(channel: string): Promise<number> {
      return sql.run(
        "UPDATE tellings SET state = 'failed', code = 'channel_gone' WHERE channel = ? AND state = 'waiting'",
        channel,
      );
    },

    /** Forgets some of what was decided before; false when nothing is left of it. */
    async forgetBefore(atMs: number): Promise<boolean> {
      const gone = await sql.run(
        `DELETE FROM tellings WHERE number IN (SELECT number FROM tellings
           WHERE made_at_ms < ? AND state <> 'waiting' ORDER BY made_at_ms LIMIT ?)`,
        atMs,
        ROWS_AT_ONCE,
      );
      return gone === ROWS_AT_ONCE;
    },
  };

  async function insert(
    event: AlertEvent,
    { channel, recipient }: Destination,
    state: 'waiting' | 'not_told',
    code: NotToldCode | '',
    params: Record<string, string>,
    nowMs: number,
  ): Promise<void> {
    await sql.run(
      `INSERT INTO tellings (number, event, alert, kind, channel, recipient, organisation, severity, state, code,
         params, made_at_ms, call, instead_of)
       SELECT COALESCE(MAX(number), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL FROM tellings WHERE 1 = 1
       ON CONFLICT (event, channel, recipient) DO NOTHING`,
      event.id,
      event.alert.id,
      event.kind,
      channel,
      recipient,
      event.alert.organisation,
      SEVERITIES.indexOf(event.alert.severity),
      state,
      code,
      jsonOf(params),
      nowMs,
    );
  }
}
