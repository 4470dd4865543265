import type { Actor, Audit, AuditDeed } from './audit.ts';

/** Refused attempts written a minute; the others are counted in the next entry. */
const WRITTEN_A_MINUTE = 60;

/** Writes what was refused. */
export type Refusals = (actor: Actor, deed: Omit<AuditDeed, 'outcome'>) => Promise<void>;

/** Refusals come as fast as somebody likes to knock: beyond a bound they are counted instead of written. */
export function makeRefusals(audit: Audit, nowMs: () => number): Refusals {
  let windowStartMs = 0;
  let written = 0;
  let unwritten = 0;
  return async (actor, deed) => {
    if (nowMs() - windowStartMs >= 60_000) {
      windowStartMs = nowMs();
      written = 0;
    }
    if (written >= WRITTEN_A_MINUTE) {
      unwritten++;
      return;
    }
    written++;
    const after = unwritten > 0 ? { ...(deed.after as object), unwrittenBefore: unwritten } : deed.after;
    unwritten = 0;
    await audit.write(
      { who: actor.who.slice(0, 64), address: actor.address },
      { ...deed, outcome: 'refused', after },
    );
  };
}
