import type { Alert } from '#protocol/alert.ts';
import type { StateCounts } from '../../state/fleet.ts';
import type { Machine } from '../../state/machine.ts';
import { type MachineState, STATE_RANK } from '../../state/machine-state.ts';
import type { OrganisationFleet } from '../../state/organisation-fleet.ts';

/** How several targets are together. */
export interface Health {
  worst: MachineState;
  counts: StateCounts;
  total: number;
}

/** Something on the first level: a system, or what of an organisation belongs to none. */
export interface Part {
  key: string;
  /** A system's; undefined for the rest of an organisation. */
  system: string | undefined;
  organisation: string;
  name: string;
  health: Health;
  /** The worst alert that fires on one of its targets, or on itself. */
  alert: Alert | undefined;
}

/** Counts states; the worst of nothing is `none`. */
export function healthOf(machines: readonly Machine[]): Health {
  const counts: Record<MachineState, number> = { critical: 0, warning: 0, stale: 0, none: 0, ok: 0 };
  let worst: MachineState | undefined;
  for (const { state } of machines) {
    counts[state]++;
    if (!worst || STATE_RANK[state] < STATE_RANK[worst]) worst = state;
  }
  return { worst: worst ?? 'none', counts, total: machines.length };
}

/** The first alert of each target that fires and is not hidden by another; `active` is worst first. */
export function worstByTarget(active: readonly Alert[]): Map<string, Alert> {
  const found = new Map<string, Alert>();
  for (const alert of active) {
    if (alert.state !== 'firing' || alert.because || found.has(alert.target)) continue;
    found.set(alert.target, alert);
  }
  return found;
}

/** The systems and the rest of one organisation. */
export function partsOf(
  { id, name, systems, loose }: OrganisationFleet,
  machine: (id: string) => Machine | undefined,
  alerts: ReadonlyMap<string, Alert>,
  rank: ReadonlyMap<string, number>,
): Part[] {
  const parts: Part[] = systems.map((system) => {
    const members = system.targets.map(machine).filter((each): each is Machine => each !== undefined);
    const alert = worstOf([system.id, ...system.targets], alerts, rank);
    const own = alerts.get(system.id);
    return {
      key: system.id,
      system: system.id,
      organisation: id,
      name: system.name,
      health: own ? atLeast(healthOf(members), own) : healthOf(members),
      alert,
    };
  });
  if (loose.length > 0) {
    const ids = loose.map(({ target }) => target.id);
    parts.push({
      key: `rest ${id}`,
      system: undefined,
      organisation: id,
      name,
      health: healthOf(loose),
      alert: worstOf(ids, alerts, rank),
    });
  }
  return parts;
}

/** Worst first, and what people use before the rest. */
export function compareParts(one: Part, other: Part): number {
  return (
    STATE_RANK[one.health.worst] - STATE_RANK[other.health.worst] ||
    Number(one.system === undefined) - Number(other.system === undefined)
  );
}

/** An alert of the group as a whole makes it no better than that. */
function atLeast(health: Health, { severity }: Alert): Health {
  if (severity === 'info' || STATE_RANK[health.worst] <= STATE_RANK[severity]) return health;
  return { ...health, worst: severity };
}

function worstOf(
  ids: readonly string[],
  alerts: ReadonlyMap<string, Alert>,
  rank: ReadonlyMap<string, number>,
): Alert | undefined {
  let worst: Alert | undefined;
  let best = Number.POSITIVE_INFINITY;
  for (const id of ids) {
    const alert = alerts.get(id);
    const place = alert && rank.get(alert.id);
    if (place === undefined || place >= best) continue;
    best = place;
    worst = alert;
  }
  return worst;
}

/** Place of each alert in the list, worst first. */
export function rankOf(active: readonly Alert[]): Map<string, number> {
  return new Map(active.map(({ id }, place) => [id, place]));
}
