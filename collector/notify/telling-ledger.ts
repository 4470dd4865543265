import { createHash } from 'node:crypto';
import type { Sql } from '#collector/ledger/sql.ts';
import type { Plan } from './old-plan.ts';

/** Events in one call. */
const EVENTS_PER_CALL = 50;

/** An attempt to be made. */
export interface DueCall {
  id: string;
  channel: string;
  organisation: string;
  /** Ids of the events, in the order in which they were recorded. */
  events: string[];
  /** Attempts before this one. */
  attempts: number;
  madeAtMs: number;
}

/** A call as it stands in the record: who was told, when, with what answer. */
export interface CallRecord {
  id: string;
  channel: string;
  organisation: string;
  state: 'waiting' | 'sending' | 'delivered' | 'failed';
  attempts: number;
  /** Attempts whose outcome was lost by a crash: each may have been a repeat. */
  repeats: number;
  madeAtMs: number;
  nextAtMs: number;
  endedAtMs: number | null;
  answer: string;
}

/** What became of an event for one channel; an empty channel when it was told to nobody. */
export interface Telling {
  event: string;
  channel: string;
  state: string;
  reason: string;
  madeAtMs: number;
  call: string | null;
}

interface CallRow {
  id: string;
  channel: string;
  organisation: string;
  state: CallRecord['state'];
  attempts: number;
  repeats: number;
  made_at_ms: number;
  next_at_ms: number;
  ended_at_ms: number | null;
  answer: string;
}

export type TellingLedger = ReturnType<typeof tellingLedger>;

/** The queue of tellings and the record of calls, in the ledger. */
export function tellingLedger(sql: Sql) {
  return {
    /** Number of the last event that was planned. */
    async position(): Promise<number> {
      const row = await sql.get<{ event_number: number }>(
        "SELECT event_number FROM telling_progress WHERE name = 'telling'",
      );
      return row?.event_number ?? 0;
    },

    /** Keeps where events go, together with the position, so that none is planned twice or never. */
    savePlans(
      plans: readonly { event: string; organisation: string; plan: Plan }[],
      position: number,
      nowMs: number,
    ): Promise<void> {
      return sql.transaction(async () => {
        for (const { event, organisation, plan } of plans) {
          if ('channels' in plan) {
            for (const channel of plan.channels)
              await addTelling(event, channel, organisation, 'waiting', '', nowMs);
          } else await addTelling(event, '', organisation, plan.notTold, plan.reason, nowMs);
        }
        await sql.run(
          `INSERT INTO telling_progress (name, event_number) VALUES ('telling', ?)
           ON CONFLICT (name) DO UPDATE SET event_number = excluded.event_number`,
          position,
        );
      });
    },

    /** Channels that were to be told of an event, or undefined when it was never planned. */
    async channelsToldOf(event: string): Promise<string[] | undefined> {
      const rows = await sql.all<{ channel: string }>('SELECT channel FROM tellings WHERE event = ?', event);
      return rows.length === 0 ? undefined : rows.map((row) => row.channel).filter((name) => name !== '');
    },

    async waiting(): Promise<{ channel: string; tellings: number; oldestMs: number }[]> {
      return sql.all(
        `SELECT channel, COUNT(*) AS tellings, MIN(made_at_ms) AS "oldestMs" FROM tellings
         WHERE state = 'waiting' GROUP BY channel`,
      );
    },

    /** Calls that wait for another attempt, oldest first. */
    async retries(): Promise<CallRecord[]> {
      const rows = await sql.all<CallRow>(
        "SELECT * FROM calls WHERE state = 'waiting' ORDER BY made_at_ms, id",
      );
      return rows.map(toRecord);
    },

    /** After a crash: what was being sent may or may not have arrived and is tried again, counted as a repeat. */
    async recover(nowMs: number): Promise<number> {
      return sql.run(
        "UPDATE calls SET state = 'waiting', repeats = repeats + 1, next_at_ms = ? WHERE state = 'sending'",
        nowMs,
      );
    },

    /** Makes a call of what waits for a channel, oldest first and of one organisation, and marks it as being sent. */
    group(channel: string, nowMs: number): Promise<DueCall | undefined> {
      return sql.transaction(async () => {
        const first = await sql.get<{ organisation: string }>(
          "SELECT organisation FROM tellings WHERE channel = ? AND state = 'waiting' ORDER BY number LIMIT 1",
          channel,
        );
        if (!first) return undefined;
        const rows = await sql.all<{ event: string }>(
          `SELECT event FROM tellings WHERE channel = ? AND organisation = ? AND state = 'waiting'
           ORDER BY number LIMIT ?`,
          channel,
          first.organisation,
          EVENTS_PER_CALL,
        );
        const events = rows.map((row) => row.event);
        const id = callId(channel, events);
        await sql.run(
          `INSERT INTO calls (id, channel, organisation, state, attempts, repeats, made_at_ms, next_at_ms, ended_at_ms, answer)
           VALUES (?, ?, ?, 'sending', 1, 0, ?, ?, NULL, '')`,
          id,
          channel,
          first.organisation,
          nowMs,
          nowMs,
        );
        for (const event of events) {
          await sql.run(
            "UPDATE tellings SET state = 'called', call = ? WHERE event = ? AND channel = ?",
            id,
            event,
            channel,
          );
        }
        return { id, channel, organisation: first.organisation, events, attempts: 0, madeAtMs: nowMs };
      });
    },

    /** Marks a call as being sent once more. */
    again(call: CallRecord): Promise<DueCall> {
      return sql.transaction(async () => {
        await sql.run("UPDATE calls SET state = 'sending', attempts = attempts + 1 WHERE id = ?", call.id);
        const rows = await sql.all<{ event: string }>(
          'SELECT event FROM tellings WHERE call = ? ORDER BY number',
          call.id,
        );
        const { id, channel, organisation, attempts, madeAtMs } = call;
        return { id, channel, organisation, events: rows.map((row) => row.event), attempts, madeAtMs };
      });
    },

    async retryLater(call: string, atMs: number, answer: string): Promise<void> {
      await sql.run(
        "UPDATE calls SET state = 'waiting', next_at_ms = ?, answer = ? WHERE id = ? AND state = 'sending'",
        atMs,
        answer,
        call,
      );
    },

    /** Ends a call; one that failed is handed to the fallback channel where there is one. */
    end(
      call: DueCall,
      state: 'delivered' | 'failed',
      answer: string,
      fallback: string | null,
      nowMs: number,
    ): Promise<void> {
      return sql.transaction(async () => {
        await sql.run(
          'UPDATE calls SET state = ?, ended_at_ms = ?, answer = ? WHERE id = ?',
          state,
          nowMs,
          answer,
          call.id,
        );
        await sql.run('UPDATE tellings SET state = ?, reason = ? WHERE call = ?', state, answer, call.id);
        if (state !== 'failed' || fallback === null) return;
        for (const event of call.events) {
          await addTelling(
            event,
            fallback,
            call.organisation,
            'waiting',
            `instead of ${call.channel}`,
            nowMs,
          );
        }
      });
    },

    /** What waits for a channel that is gone ends; the reason says so. */
    async failWaiting(channel: string, reason: string, nowMs: number): Promise<number> {
      const failed = await sql.run(
        "UPDATE tellings SET state = 'failed', reason = ? WHERE channel = ? AND state = 'waiting'",
        reason,
        channel,
      );
      const ended = await sql.run(
        "UPDATE calls SET state = 'failed', ended_at_ms = ?, answer = ? WHERE channel = ? AND state = 'waiting'",
        nowMs,
        reason,
        channel,
      );
      if (ended > 0) {
        await sql.run(
          "UPDATE tellings SET state = 'failed', reason = ? WHERE channel = ? AND state = 'called'",
          reason,
          channel,
        );
      }
      return failed + ended;
    },

    /** What became of an event, channel by channel. */
    async tellingsOf(event: string): Promise<Telling[]> {
      return sql.all(
        `SELECT event, channel, state, reason, made_at_ms AS "madeAtMs", call FROM tellings WHERE event = ?
         ORDER BY number`,
        event,
      );
    },

    /** The last calls, newest first. */
    async calls(limit: number): Promise<CallRecord[]> {
      const rows = await sql.all<CallRow>('SELECT * FROM calls ORDER BY made_at_ms DESC, id LIMIT ?', limit);
      return rows.map(toRecord);
    },

    /** Forgets what ended before; returns how many calls went. */
    forgetBefore(atMs: number): Promise<number> {
      return sql.transaction(async () => {
        await sql.run(
          "DELETE FROM tellings WHERE made_at_ms < ? AND state <> 'waiting' AND state <> 'called'",
          atMs,
        );
        return sql.run('DELETE FROM calls WHERE ended_at_ms < ?', atMs);
      });
    },
  };

  async function addTelling(
    event: string,
    channel: string,
    organisation: string,
    state: string,
    reason: string,
    nowMs: number,
  ): Promise<void> {
    await sql.run(
      `INSERT INTO tellings (number, event, channel, organisation, state, reason, made_at_ms, call)
       SELECT COALESCE(MAX(number), 0) + 1, ?, ?, ?, ?, ?, ?, NULL FROM tellings WHERE 1 = 1
       ON CONFLICT (event, channel) DO NOTHING`,
      event,
      channel,
      organisation,
      state,
      reason,
      nowMs,
    );
  }
}

/** The same events for the same channel make the same call, also after a crash. */
function callId(channel: string, events: readonly string[]): string {
  return createHash('sha256')
    .update(`call|${channel}|${events.join('|')}`)
    .digest('hex')
    .slice(0, 32);
}

function toRecord(row: CallRow): CallRecord {
  return {
    id: row.id,
    channel: row.channel,
    organisation: row.organisation,
    state: row.state,
    attempts: row.attempts,
    repeats: row.repeats,
    madeAtMs: row.made_at_ms,
    nextAtMs: row.next_at_ms,
    endedAtMs: row.ended_at_ms,
    answer: row.answer,
  };
}
