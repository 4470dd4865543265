import { everyTargetGroup } from '#collector/groups/members.ts';
import type { Rule } from '#protocol/rule.ts';
import type { Estate, Watched } from './watched.ts';

/** The series of a rule over groups, by group; as the stream gathers them. A series that counts nowhere is left out. */
export function groupsOfRule(
  rule: Rule,
  watched: readonly Watched[],
  { membersOf }: Pick<Estate, 'membersOf'>,
): Map<string, Watched[]> {
  const { groups } = rule.watch;
  const members = groups
    .map((id) => ({ id, targets: new Set(membersOf(id)) }))
    // Of several the one with fewer targets is meant, then the first by id.
    .sort((one, other) => one.targets.size - other.targets.size || (one.id < other.id ? -1 : 1));
  const found = new Map<string, Watched[]>();
  for (const series of watched) {
    const holding = members.filter(({ targets }) => targets.has(series.target)).map(({ id }) => id);
    const counted = rule.condition.kind === 'count' ? holding : holding.slice(0, 1);
    for (const id of groups.length === 0 ? [everyTargetGroup(series.organisation)] : counted) {
      const group = found.get(id);
      if (group) group.push(series);
      else found.set(id, [series]);
    }
  }
  return found;
}
