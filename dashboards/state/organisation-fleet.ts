import type { Machine } from './machine.ts';
import type { System } from './read-fleet.ts';

/** One organisation's targets: its systems, and what belongs to none of them. */
export interface OrganisationFleet {
  id: string;
  name: string;
  systems: readonly System[];
  /** All of its targets. */
  machines: readonly Machine[];
  /** Those in none of its systems. */
  loose: readonly Machine[];
}

/** Parts the targets by organisation, in the order of the organisations; those without any target are left out. */
export function partByOrganisation(
  organisations: readonly { id: string; name: string }[],
  systems: readonly System[],
  machines: readonly Machine[],
): OrganisationFleet[] {
  const inSystem = new Set(systems.flatMap(({ targets }) => targets));
  const byId = new Map<string, Machine[]>();
  for (const machine of machines) {
    const { organisation } = machine.target;
    const known = byId.get(organisation);
    if (known) known.push(machine);
    else byId.set(organisation, [machine]);
  }
  return organisations.flatMap(({ id, name }) => {
    const all = byId.get(id) ?? [];
    const own = systems.filter(({ organisation }) => organisation === id);
    if (all.length === 0 && own.length === 0) return [];
    const loose = all.filter(({ target }) => !inSystem.has(target.id));
    return [{ id, name, systems: own, machines: all, loose }];
  });
}
