const FIRST_MS = 5_000;
const FACTOR = 3;
const LONGEST_MS = 300_000;
/** Where somebody else can be told instead, the first is not tried for longer than this. */
const ATTEMPTS_BEFORE_FALLBACK = 4;
const GIVE_UP_AFTER_MS = 24 * 3_600_000;
/** From here on a call that keeps failing no longer holds up those behind it. */
const ATTEMPTS_IN_LINE = 3;

/** What follows an attempt that failed. */
export type Next = { retryInMs: number } | { giveUp: string };

/** After `attempts` attempts, the first of them `ageMs` ago; `random` from 0 to 1 spreads callers apart. */
export function afterFailure(
  failure: { retryable: boolean },
  attempts: number,
  ageMs: number,
  hasFallback: boolean,
  random: number,
): Next {
  if (!failure.retryable) return { giveUp: 'trying again does not help' };
  if (hasFallback && attempts >= ATTEMPTS_BEFORE_FALLBACK) return { giveUp: `${attempts} attempts` };
  if (ageMs >= GIVE_UP_AFTER_MS)
    return { giveUp: `${attempts} attempts in ${Math.round(ageMs / 3_600_000)} h` };
  const waitMs = Math.min(LONGEST_MS, FIRST_MS * FACTOR ** (attempts - 1));
  return { retryInMs: Math.round(waitMs * (0.75 + random / 2)) };
}

/** True while a failing call keeps those behind it waiting, so that they arrive in order. */
export function holdsTheLine(attempts: number): boolean {
  return attempts < ATTEMPTS_IN_LINE;
}
