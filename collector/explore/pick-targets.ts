import type { Groups } from '#collector/groups/groups.ts';
import { selector } from '#collector/groups/members.ts';
import type { Targets } from '#collector/inventory/targets.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import type { TargetFilter } from '#protocol/explore.ts';
import { GroupSelection } from '#protocol/group.ts';

/** Ids of the targets that a filter means within a scope; undefined when it asks for nothing, so that all are meant. */
export function pickTargets(
  filter: TargetFilter,
  scope: Scope,
  { targets, groups }: { targets: Targets; groups: Groups },
): string[] | undefined {
  const { ids, kinds, organisations, rooms, nameLike } = filter;
  const lists = [ids, kinds, organisations, filter.groups, rooms];
  if (nameLike === '' && lists.every((list) => list.length === 0)) return undefined;
  const named = new Set(ids);
  const owners = new Set(organisations);
  const asks = kinds.length > 0 || rooms.length > 0 || nameLike !== '';
  const isLike = selector(GroupSelection.parse({ kinds, rooms, nameLike }));
  const members = filter.groups.map((id) => (groups.get(scope, id) ? groups.members(id) : new Set<string>()));
  const found: string[] = [];
  for (const target of targets.all()) {
    if (!inScope(scope, target.organisation)) continue;
    if (named.size > 0 && !named.has(target.id)) continue;
    if (owners.size > 0 && !owners.has(target.organisation)) continue;
    if (asks && !isLike(target)) continue;
    if (members.length > 0 && !members.some((ids) => ids.has(target.id))) continue;
    found.push(target.id);
  }
  return found;
}
