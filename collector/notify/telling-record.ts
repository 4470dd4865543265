import type { Sql } from '#collector/ledger/sql.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import type { EndCode } from './call-ledger.ts';
import { parsedParams } from './ledger-values.ts';
import type { Destination, NotToldCode } from './plan.ts';

/** How an event came to somebody, or is on its way. */
export interface Receipt {
  call: string;
  /** How many events the message told. */
  events: number;
  attempts: number;
  /** Attempts whose outcome was lost by a crash. */
  repeats: number;
  madeAtMs: number;
  /** When it is tried next, while it waits. */
  nextAtMs: number | null;
  /** When its fallback was asked as well. */
  handedAtMs: number | null;
  endedAtMs: number | null;
  /** What the other side said last, in its words. */
  answer: string;
}

/** What became of an event for one destination; channel and recipient are empty where it says so of all. */
export interface Telling extends Destination {
  event: string;
  kind: AlertEvent['kind'];
  state: 'not_told' | 'waiting' | 'sending' | 'delivered' | 'failed';
  /** Why it was not told or not delivered; empty otherwise. */
  code: NotToldCode | EndCode;
  params: Record<string, string>;
  /** When it was decided. */
  decidedAtMs: number;
  /** Channel that could not deliver it soon enough, where this is its fallback. */
  insteadOf: string | null;
  receipt: Receipt | null;
}

interface Row extends Receipt, Omit<Telling, 'params' | 'receipt' | 'state'> {
  state: 'waiting' | 'called' | 'not_told' | 'failed';
  params: string;
  callState: string | null;
  callCode: EndCode;
  callParams: string;
}

const SELECT = `SELECT tellings.event, tellings.kind, tellings.channel, tellings.recipient, tellings.state,
  tellings.code, tellings.params, tellings.made_at_ms AS "decidedAtMs", before.channel AS "insteadOf", calls.id AS call,
  calls.state AS "callState", calls.code AS "callCode", calls.params AS "callParams", calls.events, calls.attempts,
  calls.repeats, calls.made_at_ms AS "madeAtMs", calls.next_at_ms AS "nextAtMs", calls.handed_at_ms AS "handedAtMs",
  calls.ended_at_ms AS "endedAtMs", calls.answer
  FROM tellings LEFT JOIN calls ON calls.id = tellings.call LEFT JOIN calls before ON before.id = tellings.instead_of`;

export type TellingRecord = ReturnType<typeof tellingRecord>;

/** Who was told of what, when and with which answer, and who was not and why; kept for 400 days. */
export function tellingRecord(sql: Sql) {
  return {
    /** Of one event, in the order in which it was decided. */
    tellingsOf: (event: string) => read('tellings.event', event),
    /** Of all that happened to an alert. */
    tellingsOfAlert: (alert: string) => read('tellings.alert', alert),
  };

  async function read(field: string, id: string): Promise<Telling[]> {
    return (await sql.all<Row>(`${SELECT} WHERE ${field} = ? ORDER BY tellings.number`, id)).map(toTelling);
  }
}

function toTelling(row: Row): Telling {
  const { event, kind, channel, recipient, decidedAtMs, insteadOf } = row;
  const common = { event, kind, channel, recipient, decidedAtMs, insteadOf };
  if (row.callState === null) {
    // The record of its call is gone: it ended long ago.
    const state = row.state === 'called' ? 'delivered' : row.state;
    return { ...common, state, code: row.code, params: parsedParams(row.params), receipt: null };
  }
  const state = row.callState === 'making' ? 'waiting' : (row.callState as Telling['state']);
  const { call, events, attempts, repeats, madeAtMs, nextAtMs, handedAtMs, endedAtMs, answer } = row;
  return {
    ...common,
    state,
    code: row.callCode,
    params: parsedParams(row.callParams),
    receipt: {
      call,
      events,
      attempts,
      repeats,
      madeAtMs,
      nextAtMs: state === 'waiting' ? nextAtMs : null,
      handedAtMs,
      endedAtMs,
      answer,
    },
  };
}
