import type { WallStay } from '#protocol/wall.ts';

/** Where the round stands. Pure: what shows it owns the clock. */
export interface Round {
  at: number;
  /** When the next page comes; while it is held, when it would have. */
  untilMs: number;
  /** Since when somebody holds the page; null while it goes round. */
  heldSinceMs: number | null;
}

export function beginRound(stays: readonly WallStay[], nowMs: number): Round {
  return { at: 0, untilMs: nowMs + staysMs(stays, 0), heldSinceMs: null };
}

/** The round a moment later; the same object while nothing changes. A wall that slept goes on with one page. */
export function turn(round: Round, stays: readonly WallStay[], nowMs: number): Round {
  if (round.at >= stays.length) return beginRound(stays, nowMs);
  if (round.heldSinceMs !== null || nowMs < round.untilMs || stays.length < 2) return round;
  return step(round, stays, 1, nowMs);
}

/** Some pages on or back; one that is held stays held there. */
export function step(round: Round, stays: readonly WallStay[], by: number, nowMs: number): Round {
  const at = (((round.at + by) % stays.length) + stays.length) % stays.length;
  return {
    at,
    untilMs: nowMs + staysMs(stays, at),
    heldSinceMs: round.heldSinceMs === null ? null : nowMs,
  };
}

/** Holds the page, or lets it go on with the time that was left. */
export function hold(round: Round, nowMs: number): Round {
  if (round.heldSinceMs === null) return { ...round, heldSinceMs: nowMs };
  return { ...round, untilMs: round.untilMs + (nowMs - round.heldSinceMs), heldSinceMs: null };
}

/** What interrupted it takes nothing of the time of the page. */
export function postpone(round: Round, byMs: number): Round {
  return { ...round, untilMs: round.untilMs + byMs };
}

function staysMs(stays: readonly WallStay[], at: number): number {
  return (stays[at]?.seconds ?? 20) * 1_000;
}
