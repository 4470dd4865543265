import * as z from 'zod';
import type { Target } from '#collector/inventory/targets.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import type { Registry } from './parts.ts';
import { Id } from './shapes.ts';

/** By what lists across targets are narrowed. */
export const TargetFilter = z.strictObject({
  organisation: Id.optional(),
  system: Id.optional().describe('id of a group that is a system'),
  search: z.string().max(200).optional().describe('words, each a part of a name, address, owner or system'),
});
export type TargetFilter = z.output<typeof TargetFilter>;

/** How a row says what it belongs to. */
export const PlaceShape = {
  target: z.string(),
  targetName: z.string(),
  organisation: z.string(),
  systems: z.array(z.strictObject({ id: z.string(), name: z.string() })),
};

export interface System {
  id: string;
  name: string;
  organisation: string;
  members: ReadonlySet<string>;
}

const MOST_SYSTEMS = 10_000;

/** What lists across targets need: the targets of a filter, and what each belongs to. */
export function seenTargets({ targets, groups }: Pick<Registry, 'targets' | 'groups'>) {
  return { systemsIn, find, placer };

  function systemsIn(scope: Scope): System[] {
    return groups
      .list(scope, '', MOST_SYSTEMS)
      .filter(({ isSystem }) => isSystem)
      .map(({ id, name, organisation }) => ({ id, name, organisation, members: groups.members(id) }));
  }

  /** The targets that may be seen and pass the filter. */
  function find(scope: Scope, { organisation, system, search = '' }: TargetFilter): Target[] {
    const words = search.toLowerCase().split(/\s+/).filter(Boolean);
    const members = system === undefined ? undefined : groups.get(scope, system) && groups.members(system);
    if (system !== undefined && !members) return [];
    const systems = words.length > 0 ? systemNames(scope) : undefined;
    const found: Target[] = [];
    for (const target of targets.all()) {
      if (!inScope(scope, target.organisation)) continue;
      if (organisation !== undefined && target.organisation !== organisation) continue;
      if (members && !members.has(target.id)) continue;
      if (systems) {
        const { name, host, address, owner, id } = target;
        const text = `${name} ${host} ${address} ${owner} ${systems.get(id) ?? ''}`.toLowerCase();
        if (!words.every((word) => text.includes(word))) continue;
      }
      found.push(target);
    }
    return found;
  }

  /** Fills in what a row belongs to. */
  function placer(scope: Scope) {
    const systems = systemsIn(scope);
    const known = new Map<string, { id: string; name: string }[]>();
    return (id: string) => {
      const target = targets.get(id);
      let own = known.get(id);
      if (!own) {
        own = systems.filter(({ members }) => members.has(id)).map(({ id, name }) => ({ id, name }));
        known.set(id, own);
      }
      return {
        target: id,
        targetName: target?.name ?? '',
        organisation: target?.organisation ?? '',
        systems: own,
      };
    };
  }

  function systemNames(scope: Scope): Map<string, string> {
    const names = new Map<string, string>();
    for (const { name, members } of systemsIn(scope))
      for (const id of members) names.set(id, `${names.get(id) ?? ''} ${name}`);
    return names;
  }
}
