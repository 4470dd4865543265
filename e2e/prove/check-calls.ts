/* Who was told: the record of tellings in the ledger beside what the receiver got. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HELD_CODES } from '#collector/notify/plan.ts';
import type { AlertHistory } from './check-alerts.ts';
import type { HookCall } from './hook-receiver.ts';
import type { Violations } from './violations.ts';

/** Reasons for which an event may be over before anybody is told. */
const HELD: readonly string[] = HELD_CODES;

interface TellingRow {
  event: string;
  channel: string;
  /** Of the call where there is one. */
  state: string;
  code: string;
  call: string | null;
}

/** True when every event was planned, and nothing is held or waits to be told. */
export function isTellingDone(dataDir: string): boolean {
  return readLedger(dataDir, (ledger) => {
    const planned = ledger.prepare(
      "SELECT event_number AS last FROM telling_progress WHERE name = 'telling'",
    );
    const recorded = ledger.prepare('SELECT MAX(number) AS last FROM alert_events');
    const open = ledger.prepare(
      `SELECT (SELECT COUNT(*) FROM tellings WHERE state = 'waiting') + (SELECT COUNT(*) FROM holds WHERE to_ms IS NULL)
         + (SELECT COUNT(*) FROM calls WHERE ended_at_ms IS NULL) AS count`,
    );
    return planned.get()?.last === recorded.get()?.last && open.get()?.count === 0;
  });
}

/**
 * No call is lost: every event reached the receiver in one call, unless it was late, or held back until it was over,
 * and then its reason stands there.
 */
export function checkCalls(
  dataDir: string,
  channel: string,
  histories: readonly AlertHistory[],
  calls: readonly HookCall[],
  violations: Violations,
): void {
  const rows = readLedger(dataDir, (ledger) =>
    ledger
      .prepare(
        `SELECT tellings.event, tellings.channel, COALESCE(calls.state, tellings.state) AS state, tellings.code,
           tellings.call FROM tellings LEFT JOIN calls ON calls.id = tellings.call`,
      )
      .all(),
  ) as unknown as TellingRow[];
  const tellings = Map.groupBy(rows, ({ event }) => event);
  const accepted = calls.filter((call) => call.accepted);
  const reached = new Map<string, Set<string>>();
  // A message of a storm lists only some of what it tells.
  const listed = Map.groupBy(rows, ({ call }) => call);
  for (const { id, events } of accepted) {
    for (const event of [...events, ...(listed.get(id) ?? []).map((row) => row.event)])
      reached.set(event, (reached.get(event) ?? new Set()).add(id));
  }

  for (const { alert, events } of histories) {
    if (!alert.rule.startsWith('proof-')) continue;
    for (const { id, kind, late } of events) {
      const told = tellings.get(id) ?? [];
      const what = `${kind} of ${alert.id}: ${JSON.stringify(told)}`;
      const reachedBy = reached.get(id)?.size ?? 0;
      const [only] = told;
      const isReason = only?.state === 'not_told' && (late ? ['late'] : HELD).includes(only.code);
      if (told.length !== 1) violations.add('an event without its one record of telling', what);
      else if (!isReason && (late || only.channel !== channel || only.state !== 'delivered'))
        violations.add('an event that was not told as it should', what);
      if (reachedBy !== (isReason ? 0 : 1))
        violations.add('a call lost, or an event told in two', `${what}, in ${reachedBy} accepted calls`);
    }
  }
}

/** Calls that were accepted and came again: each marked, and one for each crash of the collector at the most. */
export function checkRepeats(
  calls: readonly HookCall[],
  crashesAtMs: readonly number[],
  violations: Violations,
): number {
  const left = new Set(crashesAtMs);
  const acceptedAtMs = new Map<string, number>();
  let repeats = 0;
  for (const { id, attempt, arrivedAtMs, accepted } of calls) {
    const beforeMs = acceptedAtMs.get(id);
    if (accepted) acceptedAtMs.set(id, arrivedAtMs);
    if (beforeMs === undefined) continue;
    repeats++;
    if (!(attempt > 0)) violations.add('a repeat that is not marked', id);
    const crash = [...left].find((atMs) => atMs >= beforeMs && atMs <= arrivedAtMs);
    if (crash === undefined)
      violations.add('a repeat without a crash', `${id} after ${arrivedAtMs - beforeMs} ms`);
    else left.delete(crash);
  }
  return repeats;
}

function readLedger<Result>(dataDir: string, read: (ledger: DatabaseSync) => Result): Result {
  const ledger = new DatabaseSync(join(dataDir, 'ledger.sqlite'), { readOnly: true });
  try {
    return read(ledger);
  } finally {
    ledger.close();
  }
}
