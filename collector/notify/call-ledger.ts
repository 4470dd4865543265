import { createHash } from 'node:crypto';
import type { More } from '#channels/channel.ts';
import type { Sql } from '#collector/ledger/sql.ts';
import { breathe } from '#collector/threads/breathe.ts';
import { jsonOf, parsedParams } from './ledger-values.ts';
import type { Destination } from './plan.ts';
import { type Gathered, LISTED_EVENTS, StormCount } from './storm.ts';
import type { Waiting } from './telling-ledger.ts';

/** Rows that are changed in one transaction: it blocks the thread for a few milliseconds. */
const ROWS_AT_ONCE = 200;
/** Of one channel so many calls are looked at; those behind come when these have ended. */
const OPEN_CALLS = 500;

/** Why a call was not delivered: refused for good, given up, gone, or no longer needed as its fallback was. */
export type EndCode = '' | 'refused' | 'given_up' | 'channel_gone' | 'contact_gone' | 'told_instead';

/** A call as it stands in the record: the receipt of one recipient. */
export interface CallRecord extends Destination {
  id: string;
  organisation: string;
  /** `making`: its events are being gathered. */
  state: 'making' | 'waiting' | 'sending' | 'delivered' | 'failed';
  /** How many events it tells. */
  events: number;
  attempts: number;
  /** Attempts whose outcome was lost by a crash: each may have been a repeat. */
  repeats: number;
  /** Number of its first telling: calls of one destination are made in this order. */
  first: number;
  /** When the first of its events was planned. */
  sinceMs: number;
  madeAtMs: number;
  triedAtMs: number;
  nextAtMs: number;
  /** When its fallback was asked as well. */
  handedAtMs: number | null;
  endedAtMs: number | null;
  /** What the other side said last. */
  answer: string;
  code: EndCode;
  params: Record<string, string>;
}

/** What one message says of a storm: the counts, and the events that are listed. */
export interface Storm {
  more: More;
  events: string[];
}

/** How many events a call may take, and how many of them a message lists; beyond that it is a storm. */
export interface CallSize {
  most: number;
  listed: number;
}

interface CallRow extends Omit<CallRecord, 'params'> {
  params: string;
}

const SELECT = `SELECT id, channel, recipient, organisation, state, events, attempts, repeats, first_number AS "first",
  since_ms AS "sinceMs", made_at_ms AS "madeAtMs", tried_at_ms AS "triedAtMs", next_at_ms AS "nextAtMs",
  handed_at_ms AS "handedAtMs", ended_at_ms AS "endedAtMs", answer, code, params FROM calls`;

export type CallLedger = ReturnType<typeof callLedger>;

/** The calls in the ledger. Every step is there before the next begins. */
export function callLedger(sql: Sql) {
  return {
    /**
     * After a crash, or after the ledger broke the work of one channel off: what was being sent may or may not have arrived and is tried again, counted as a repeat; of what
     * was being gathered nobody has heard, and it waits again. Returns how many calls may be repeats.
     */
    async recover(nowMs: number, channel?: string): Promise<number> {
      const [there, values] = channel === undefined ? ['', []] : ['AND channel = ?', [channel]];
      const making = `SELECT id FROM calls WHERE state = 'making' ${there}`;
      for (const { id } of await sql.all<{ id: string }>(making, ...values)) {
        for (;;) {
          const freed = await sql.run(
            `UPDATE tellings SET state = 'waiting', call = NULL
             WHERE number IN (SELECT number FROM tellings WHERE call = ? LIMIT ?)`,
            id,
            ROWS_AT_ONCE,
          );
          if (freed < ROWS_AT_ONCE) break;
          await breathe();
        }
        await sql.run('DELETE FROM calls WHERE id = ?', id);
      }
      return sql.run(
        `UPDATE calls SET state = 'waiting', repeats = repeats + 1, next_at_ms = ? WHERE state = 'sending' ${there}`,
        nowMs,
        ...values,
      );
    },

    /**
     * Makes one call of what waits for a destination, of all of it where the size allows; it is due at once. Undefined
     * when somebody else does so already.
     */
    async gather(
      wanted: Waiting,
      { most, listed }: CallSize,
      nowMs: number,
    ): Promise<(CallRecord & { isStorm: boolean }) | undefined> {
      const id = callId(wanted);
      const made = await sql.run(
        `INSERT INTO calls (id, channel, recipient, organisation, state, attempts, repeats, first_number, since_ms,
           made_at_ms, next_at_ms, ended_at_ms, answer) VALUES (?, ?, ?, ?, 'making', 0, 0, ?, ?, ?, ?, NULL, '')
         ON CONFLICT (id) DO NOTHING`,
        id,
        wanted.channel,
        wanted.recipient,
        wanted.organisation,
        wanted.first,
        wanted.oldestMs,
        nowMs,
        nowMs,
      );
      if (made === 0) return undefined;
      const count = new StormCount();
      for (let left = Math.min(wanted.tellings, most); left > 0; left -= ROWS_AT_ONCE) {
        for (const each of await take(id, wanted, Math.min(left, ROWS_AT_ONCE))) count.add(each);
        if (left > ROWS_AT_ONCE) await breathe();
      }
      if (count.events === 0) {
        await sql.run('DELETE FROM calls WHERE id = ?', id);
        return undefined;
      }
      const storm: Storm | null =
        count.events > listed ? { more: count.more(), events: count.gravest(LISTED_EVENTS) } : null;
      await sql.run(
        "UPDATE calls SET state = 'waiting', events = ?, storm = ? WHERE id = ?",
        count.events,
        storm && JSON.stringify(storm),
        id,
      );
      const record = await this.get(id);
      return record && { ...record, isStorm: storm !== null };
    },

    async get(id: string): Promise<CallRecord | undefined> {
      const row = await sql.get<CallRow>(`${SELECT} WHERE id = ?`, id);
      return row && toRecord(row);
    },

    /** Channels that have calls which wait for an attempt. */
    async openChannels(): Promise<string[]> {
      const rows = await sql.all<{ channel: string }>(
        "SELECT DISTINCT channel FROM calls WHERE ended_at_ms IS NULL AND state = 'waiting'",
      );
      return rows.map(({ channel }) => channel);
    },

    /** Calls of a channel that have not ended, in the order in which they are to arrive. */
    async open(channel: string): Promise<CallRecord[]> {
      const rows = await sql.all<CallRow>(
        `${SELECT} WHERE channel = ? AND ended_at_ms IS NULL AND state IN ('waiting', 'sending')
         ORDER BY first_number LIMIT ?`,
        channel,
        OPEN_CALLS,
      );
      return rows.map(toRecord);
    },

    /** What a call tells: with severities as they are to be told, and in a storm only what is listed. */
    async content(
      call: string,
    ): Promise<{ events: { event: string; severity: number }[]; more: More | null }> {
      const row = await sql.get<{ storm: string | null }>('SELECT storm FROM calls WHERE id = ?', call);
      const storm: Storm | null = row?.storm ? JSON.parse(row.storm) : null;
      if (!storm) {
        const events = await sql.all<{ event: string; severity: number }>(
          'SELECT event, severity FROM tellings WHERE call = ? ORDER BY number',
          call,
        );
        return { events, more: null };
      }
      const events: { event: string; severity: number }[] = [];
      for (const id of storm.events) {
        const found = await sql.get<{ event: string; severity: number }>(
          'SELECT event, severity FROM tellings WHERE event = ? AND call = ?',
          id,
          call,
        );
        if (found) events.push(found);
      }
      return { events, more: storm.more };
    },

    /** Marks a call as being sent. */
    async begin(call: string, nowMs: number): Promise<void> {
      await sql.run(
        "UPDATE calls SET state = 'sending', attempts = attempts + 1, tried_at_ms = ? WHERE id = ?",
        nowMs,
        call,
      );
    },

    async retryLater(call: string, atMs: number, answer: string): Promise<void> {
      await sql.run(
        "UPDATE calls SET state = 'waiting', next_at_ms = ?, answer = ? WHERE id = ? AND state = 'sending'",
        atMs,
        answer,
        call,
      );
    },

    /** Ends a call; what it told has its state from it. */
    async end(
      call: string,
      state: 'delivered' | 'failed',
      answer: string,
      why: { code: EndCode; params: Record<string, string> },
      nowMs: number,
    ): Promise<void> {
      await sql.run(
        'UPDATE calls SET state = ?, ended_at_ms = ?, answer = ?, code = ?, params = ? WHERE id = ?',
        state,
        nowMs,
        answer,
        why.code,
        jsonOf(why.params),
        call,
      );
    },

    /** Calls that are not delivered and not handed over, of a channel, planned at or before. */
    async overdue(channel: string, sinceMs: number): Promise<CallRecord[]> {
      const rows = await sql.all<CallRow>(
        `${SELECT} WHERE channel = ? AND ended_at_ms IS NULL AND state IN ('waiting', 'sending')
           AND handed_at_ms IS NULL AND since_ms <= ? ORDER BY first_number LIMIT ?`,
        channel,
        sinceMs,
        OPEN_CALLS,
      );
      return rows.map(toRecord);
    },

    /** Lets somebody else be told what a call tells; false when that was done before. May be begun again. */
    async handOver(call: CallRecord, to: Destination, nowMs: number): Promise<boolean> {
      for (let after = 0, full = true; full; ) {
        const rows = await sql.all<{ number: number }>(
          'SELECT number FROM tellings WHERE call = ? AND number > ? ORDER BY number LIMIT ?',
          call.id,
          after,
          ROWS_AT_ONCE,
        );
        await sql.transaction(async () => {
          for (const { number } of rows) await copyTelling(number, call.id, to, nowMs);
        });
        after = rows.at(-1)?.number ?? 0;
        full = rows.length === ROWS_AT_ONCE;
        if (full) await breathe();
      }
      const changed = await sql.run(
        'UPDATE calls SET handed_at_ms = ? WHERE id = ? AND handed_at_ms IS NULL',
        nowMs,
        call.id,
      );
      return changed > 0;
    },

    /** True when all that a call tells was delivered by its fallback. */
    async wasToldInstead(call: string): Promise<boolean> {
      const row = await sql.get<{ count: number; delivered: number }>(
        `SELECT COUNT(*) AS count, SUM(CASE WHEN calls.state = 'delivered' THEN 1 ELSE 0 END) AS delivered
         FROM tellings LEFT JOIN calls ON calls.id = tellings.call WHERE tellings.instead_of = ?`,
        call,
      );
      return row !== undefined && row.count > 0 && row.count === row.delivered;
    },

    /** Calls of a channel that is gone end. */
    failOpen(channel: string, nowMs: number): Promise<number> {
      return sql.run(
        `UPDATE calls SET state = 'failed', ended_at_ms = ?, code = 'channel_gone'
         WHERE channel = ? AND ended_at_ms IS NULL AND state = 'waiting'`,
        nowMs,
        channel,
      );
    },

    /** The last calls, newest first. */
    async last(limit: number): Promise<CallRecord[]> {
      const rows = await sql.all<CallRow>(`${SELECT} ORDER BY made_at_ms DESC, first_number LIMIT ?`, limit);
      return rows.map(toRecord);
    },

    /** Forgets what ended before, some of it at a time; false when nothing is left of it. */
    async forgetBefore(atMs: number): Promise<boolean> {
      const gone = await sql.run(
        'DELETE FROM calls WHERE id IN (SELECT id FROM calls WHERE ended_at_ms < ? LIMIT ?)',
        atMs,
        ROWS_AT_ONCE,
      );
      return gone === ROWS_AT_ONCE;
    },
  };

  /** Puts the next of what waits into a call. */
  function take(
    call: string,
    { channel, recipient, organisation }: Waiting,
    most: number,
  ): Promise<Gathered[]> {
    return sql.transaction(async () => {
      const rows = await sql.all<Gathered & { number: number }>(
        `SELECT tellings.number, tellings.event, tellings.kind, tellings.severity, alerts.rule, alerts.target
         FROM tellings LEFT JOIN alerts ON alerts.id = tellings.alert
         WHERE tellings.channel = ? AND tellings.recipient = ? AND tellings.organisation = ?
           AND tellings.state = 'waiting' ORDER BY tellings.number LIMIT ?`,
        channel,
        recipient,
        organisation,
        most,
      );
      const last = rows.at(-1);
      if (!last) return rows;
      await sql.run(
        `UPDATE tellings SET state = 'called', call = ? WHERE channel = ? AND recipient = ? AND organisation = ?
           AND state = 'waiting' AND number <= ?`,
        call,
        channel,
        recipient,
        organisation,
        last.number,
      );
      return rows;
    });
  }

  async function copyTelling(number: number, call: string, to: Destination, nowMs: number): Promise<void> {
    await sql.run(
      `INSERT INTO tellings (number, event, alert, kind, channel, recipient, organisation, severity, state, code,
         params, made_at_ms, call, instead_of)
       SELECT (SELECT MAX(number) + 1 FROM tellings), event, alert, kind, ?, ?, organisation, severity, 'waiting', '',
         '{}', ?, NULL, ? FROM tellings WHERE number = ?
       ON CONFLICT (event, channel, recipient) DO NOTHING`,
      to.channel,
      to.recipient,
      nowMs,
      call,
      number,
    );
  }
}

/** A telling begins one call at most, so its number makes the id: the same one also after a crash. */
function callId({ channel, recipient, first, oldestMs }: Waiting): string {
  return createHash('sha256')
    .update(`call|${channel}|${recipient}|${first}|${oldestMs}`)
    .digest('hex')
    .slice(0, 32);
}

function toRecord({ params, ...row }: CallRow): CallRecord {
  return { ...row, params: parsedParams(params) };
}
