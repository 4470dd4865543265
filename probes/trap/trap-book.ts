import type { Trap } from '../profile/profile.ts';

/** What the profiles know of traps. */
export interface TrapBook {
  find(oid: string): Trap | undefined;
}

/** The same trap in several profiles is what the first of them says. */
export function createTrapBook(profiles: Iterable<{ traps: readonly Trap[] }>): TrapBook {
  const byOid = new Map<string, Trap>();
  for (const { traps } of profiles) {
    for (const trap of traps) if (!byOid.has(trap.oid)) byOid.set(trap.oid, trap);
  }
  return {
    find: (oid) => byOid.get(oid) ?? byOid.get(otherForm(oid)),
  };
}

/**
 * A trap of version 1 is named by its enterprise, a zero and its number. Some makes leave the zero out of their
 * MIB, others out of what they send in version 2c.
 */
function otherForm(oid: string): string {
  const parts = oid.split('.');
  if (parts.at(-2) === '0') parts.splice(-2, 1);
  else parts.splice(-1, 0, '0');
  return parts.join('.');
}
