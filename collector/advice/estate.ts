import type { Parts } from '#collector/api/parts.ts';
import { inScope, type Scope } from '#collector/people/caller.ts';
import { type Estate, listed } from './watched.ts';

/** The estate as somebody with this scope may see it. */
export function estateFor({ registry, store }: Pick<Parts, 'registry' | 'store'>, scope: Scope): Estate {
  const { visible, groups } = registry;
  return {
    series({ metric, targets }) {
      const selector = visible.restrict(scope, { metric, targets: targets && [...targets] });
      return store.series(selector, listed.series);
    },
    organisationOf: (target) => visible.see(scope, target)?.organisation,
    membersOf: (group) => (groups.get(scope, group) ? [...groups.members(group)] : undefined),
    under: (rule, organisation) => (inScope(scope, organisation) ? rule : undefined),
  };
}
