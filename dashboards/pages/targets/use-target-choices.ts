import { useMemo } from 'preact/hooks';
import { FLEET_SORTS, type FleetFilter, type FleetSort } from '../../state/fleet-order.ts';
import { MACHINE_STATES, type MachineState } from '../../state/machine-state.ts';
import { routeTo } from '../../state/route.ts';
import { useWard } from '../../ui/context.ts';

export const VIEWS = ['list', 'tiles', 'matrix'] as const;
export type View = (typeof VIEWS)[number];

export interface TargetChoices {
  /** `system`: id of a system; empty for all. */
  filter: Omit<FleetFilter, 'members'> & { system: string };
  sort: FleetSort;
  view: View;
  setText(text: string): void;
  toggleState(state: MachineState): void;
  setOrganisation(id: string): void;
  setSystem(id: string): void;
  toggleKind(kind: string): void;
  setSort(sort: FleetSort): void;
  setView(view: View): void;
  clear(): void;
}

/** What the list of targets shows, kept in the address so that it can be shared and comes back on return. */
export function useTargetChoices(): TargetChoices {
  const { route } = useWard();
  const { search } = route.value;
  const query = search.toString();

  return useMemo(() => {
    const text = search.get('text') ?? '';
    const states = MACHINE_STATES.filter((state) => search.get('state')?.split(' ').includes(state));
    const organisation = search.get('organisation') ?? '';
    const system = search.get('system') ?? '';
    const kinds = search.get('kind')?.split(' ').filter(Boolean) ?? [];
    const sort = FLEET_SORTS.find((known) => known === search.get('sort')) ?? 'worst';
    const view = VIEWS.find((known) => known === search.get('view')) ?? 'list';

    /** Replaces the address: typing a filter makes no history. */
    function change(parameters: Record<string, string>): void {
      const now = Object.fromEntries(search);
      location.replace(routeTo('targets', { ...now, ...parameters }));
    }

    return {
      filter: { text, states, organisation, system, kinds },
      sort,
      view,
      setText: (next) => change({ text: next }),
      toggleState(state) {
        const next = states.includes(state) ? states.filter((other) => other !== state) : [...states, state];
        change({ state: next.join(' ') });
      },
      // A system belongs to one organisation: another one has others.
      setOrganisation: (next) => change({ organisation: next, system: '' }),
      setSystem: (next) => change({ system: next }),
      toggleKind(kind) {
        const next = kinds.includes(kind) ? kinds.filter((other) => other !== kind) : [...kinds, kind];
        change({ kind: next.join(' ') });
      },
      setSort: (next) => change({ sort: next === 'worst' ? '' : next }),
      setView: (next) => change({ view: next === 'list' ? '' : next }),
      clear: () => change({ text: '', state: '', organisation: '', system: '', kind: '' }),
    };
  }, [query]);
}
