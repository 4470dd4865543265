import type { Target, Targets } from '#collector/inventory/targets.ts';
import type { Viewer } from '#collector/live/viewer.ts';
import type { Selector } from '#collector/store/store.ts';
import { type Caller, inScope, type Scope, scopeKey, scopeOf } from './caller.ts';

export type VisibleTargets = ReturnType<typeof visibleTargets>;

/** The one place that keeps queries, records, alerts and live values inside the caller's organisations. */
export function visibleTargets(targets: Targets) {
  function see(scope: Scope, id: string): Target | undefined {
    const target = targets.get(id);
    return target && inScope(scope, target.organisation) ? target : undefined;
  }

  /** Ids of what may be seen of the targets asked for, or of all. */
  function ids(scope: Scope, wanted: readonly string[] | undefined): string[] {
    return wanted ? wanted.filter((id) => see(scope, id) !== undefined) : [...targets.idsIn(scope)];
  }

  return {
    /** The target, when it is there and may be seen. */
    see,
    ids,

    /**
     * The selector kept inside the scope: targets asked for that may be seen, or all that may be seen (left open
     * for a scope of everywhere). The display label `host` stands for the targets of that host, or of
     * that name. A selector that may see nothing has an empty list.
     */
    restrict<Wanted extends Partial<Selector>>(scope: Scope, selector: Wanted): Wanted {
      const { host, ...labels } = selector.labels ?? {};
      if (host === undefined && !selector.targets && scope.everywhere) {
        return { ...selector, labels, targets: undefined };
      }
      const seen = ids(scope, selector.targets);
      const chosen = host === undefined ? seen : seen.filter((id) => answersTo(targets.get(id), host));
      return { ...selector, labels, targets: chosen };
    },

    /** What the live hub asks about the person behind a socket. */
    viewer(caller: Caller): Viewer {
      const scope = scopeOf(caller, 'targets.read');
      const alertScope = scopeOf(caller, 'alerts.read');
      return {
        person: caller.person,
        scope: `${scopeKey(scope)}|${scopeKey(alertScope)}`,
        seesTarget: (id) => see(scope, id) !== undefined,
        seesOrganisation: (organisation) => inScope(alertScope, organisation),
      };
    },
  };
}

function answersTo(target: Target | undefined, host: string): boolean {
  return target !== undefined && (target.host === host || target.name === host);
}
