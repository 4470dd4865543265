import type { CallRecord } from './call-ledger.ts';

const FIRST_MS = 5_000;
const FACTOR = 3;
const LONGEST_MS = 300_000;
/** What the other side asks to wait is believed up to here. */
const LONGEST_ASKED_MS = 3_600_000;
/** Where somebody else can be told instead, that is done after so many attempts at the latest. */
const ATTEMPTS_BEFORE_FALLBACK = 4;
/** After so long nobody is told any more. */
export const GIVE_UP_AFTER_MS = 24 * 3_600_000;
/** From here on a call that keeps failing no longer holds up those behind it. */
const ATTEMPTS_IN_LINE = 3;

/** How an attempt failed. */
export interface Failure {
  retryable: boolean;
  retryAfterMs?: number;
}

/** What follows an attempt that failed. */
export type Next = { retryInMs: number } | { giveUp: 'refused' | 'given_up' };

/** After `attempts` attempts, the first of them `ageMs` ago; `random` from 0 to 1 spreads callers apart. */
export function afterFailure(failure: Failure, attempts: number, ageMs: number, random: number): Next {
  if (!failure.retryable) return { giveUp: 'refused' };
  if (ageMs >= GIVE_UP_AFTER_MS) return { giveUp: 'given_up' };
  const waitMs = Math.min(LONGEST_MS, FIRST_MS * FACTOR ** (attempts - 1));
  return { retryInMs: Math.max(Math.round(waitMs * (0.75 + random / 2)), pauseMs(failure)) };
}

/** How long nothing is sent to who said that there was too much; 0 otherwise. */
export function pauseMs({ retryAfterMs = 0 }: Pick<Failure, 'retryAfterMs'>): number {
  return Math.min(LONGEST_ASKED_MS, Math.max(0, retryAfterMs));
}

/** True when the fallback is to be told as well, whatever becomes of the call. */
export function wantsFallback(attempts: number, ageMs: number, fallbackAfterMs: number): boolean {
  return attempts >= ATTEMPTS_BEFORE_FALLBACK || ageMs >= fallbackAfterMs;
}

/** True while a failing call keeps those behind it waiting, so that they arrive in order. */
export function holdsTheLine({ attempts }: Pick<CallRecord, 'attempts'>): boolean {
  return attempts < ATTEMPTS_IN_LINE;
}

/**
 * The call to make of those that are open, given in their order. Nothing overtakes a call of its recipient that holds
 * the line; beyond that the older one is tried first whenever a newer one is due, so that after an outage they
 * arrive in order. One after which others were delivered is no matter of an outage, and is tried in its own time.
 */
export function nextInLine(
  open: readonly CallRecord[],
  nowMs: number,
  deliveredMs: ReadonlyMap<string, number> = new Map(),
): CallRecord | undefined {
  const blocked = new Set<string>();
  for (const call of open) {
    if (call.state !== 'waiting' || blocked.has(call.recipient)) continue;
    if (call.nextAtMs <= nowMs)
      return olderOf(open, call, nowMs, deliveredMs.get(call.recipient) ?? 0) ?? call;
    if (holdsTheLine(call)) blocked.add(call.recipient);
  }
  return undefined;
}

/** An older call of the same recipient that was not tried since this one became due, nor just now. */
function olderOf(
  open: readonly CallRecord[],
  due: CallRecord,
  nowMs: number,
  deliveredMs: number,
): CallRecord | undefined {
  return open.find(
    (call) =>
      call.state === 'waiting' &&
      call.recipient === due.recipient &&
      call.first < due.first &&
      call.triedAtMs < due.nextAtMs &&
      call.triedAtMs >= deliveredMs &&
      nowMs - call.triedAtMs >= FIRST_MS,
  );
}
