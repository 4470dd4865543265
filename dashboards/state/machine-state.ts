import type { Severity } from '#protocol/rule.ts';

/** How a machine is, worst first. */
export const MACHINE_STATES = ['critical', 'warning', 'stale', 'none', 'ok'] as const;
export type MachineState = (typeof MACHINE_STATES)[number];

/** Position from worst, for sorting. */
export const STATE_RANK: Readonly<Record<MachineState, number>> = {
  critical: 0,
  warning: 1,
  stale: 2,
  none: 3,
  ok: 4,
};

/**
 * One word for a machine: what fires on it, or else that it is silent. An alert outranks silence, since the page
 * shows the age of the values besides. `hidden`: what it would say of itself cannot be known, because of another alert.
 */
export function machineState(
  worst: Severity | null,
  newestMs: number,
  stale: boolean,
  hidden: boolean,
): MachineState {
  if (worst === 'critical' || worst === 'warning') return worst;
  if (hidden) return 'stale';
  if (Number.isNaN(newestMs)) return 'none';
  return stale ? 'stale' : 'ok';
}
