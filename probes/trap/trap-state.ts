import type { Trap } from '../profile/profile.ts';

/** The severities of the traps that one target sent, by the name of the trap; 0 for none. */
export type TrapState = ReadonlyMap<string, { severity: number; untilMs: number }>;

export const SEVERITY_CODES = { info: 1, warning: 2, critical: 3 } as const;

/** Kinds of traps that are followed on one target. */
const MAX_NAMES = 50;

/** The state after a trap: what it clears is over, and it lasts itself when it has a severity. */
export function afterTrap(before: TrapState, trap: Trap, nowMs: number): TrapState {
  const after = new Map(before);
  for (const name of trap.clears) if (after.has(name)) after.set(name, { severity: 0, untilMs: 0 });
  if (trap.severity === undefined) return after;
  if (!after.has(trap.name) && after.size >= MAX_NAMES) return after;
  after.set(trap.name, { severity: SEVERITY_CODES[trap.severity], untilMs: nowMs + trap.lasts });
  return after;
}

/** The state when time alone has passed; the same object when nothing is over. */
export function afterTime(before: TrapState, nowMs: number): TrapState {
  const isOver = ({ severity, untilMs }: { severity: number; untilMs: number }) =>
    severity > 0 && nowMs >= untilMs;
  if (![...before.values()].some(isOver)) return before;
  return new Map(
    [...before].map(([name, each]) => [name, isOver(each) ? { severity: 0, untilMs: 0 } : each]),
  );
}
