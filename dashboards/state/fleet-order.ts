import type { Machine } from './machine.ts';
import { type MachineState, STATE_RANK } from './machine-state.ts';
import { shownKind } from './target-kind.ts';

/** What the list of machines can be sorted by. */
export const FLEET_SORTS = ['worst', 'name', 'cpu', 'memory', 'disk', 'load', 'network'] as const;
export type FleetSort = (typeof FLEET_SORTS)[number];

export interface FleetFilter {
  text: string;
  /** Only machines in one of these; empty for all. */
  states: readonly MachineState[];
  /** Organisation id; empty for all. */
  organisation: string;
  /** Ids of the targets of a system; undefined for all. */
  members?: ReadonlySet<string> | undefined;
  /** Only these kinds; empty for all. */
  kinds: readonly string[];
}

/** The machines that pass the filter, in order; equal ones by name. */
export function arrange(
  machines: readonly Machine[],
  filter: FleetFilter,
  sort: FleetSort,
  compareNames: (a: string, b: string) => number,
): Machine[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean);
  const found = machines.filter((machine) => passes(machine, filter, words));
  const key = SORT_KEYS[sort];
  return found.sort((a, b) => key(a) - key(b) || compareNames(a.target.name, b.target.name));
}

function passes(machine: Machine, filter: FleetFilter, words: readonly string[]): boolean {
  const { target } = machine;
  if (filter.states.length > 0 && !filter.states.includes(machine.state)) return false;
  if (filter.organisation && target.organisation !== filter.organisation) return false;
  if (filter.members && !filter.members.has(target.id)) return false;
  if (filter.kinds.length > 0 && !filter.kinds.includes(shownKind(target))) return false;
  const { name, host, address, kind, room, rack, id } = target;
  const text = `${name} ${host} ${address} ${kind} ${room} ${rack} ${id}`.toLowerCase();
  return words.every((word) => text.includes(word));
}

/** How many machines there are of a kind, and how the worst of them is. */
export interface KindCount {
  kind: string;
  count: number;
  worst: MachineState;
}

/** The kinds that there are, in the order of `known` and then by name. */
export function countKinds(machines: readonly Machine[], known: readonly string[]): KindCount[] {
  const found = new Map<string, KindCount>();
  for (const { target, state } of machines) {
    const kind = shownKind(target);
    const entry = found.get(kind) ?? { kind, count: 0, worst: state };
    found.set(kind, entry);
    entry.count++;
    if (STATE_RANK[state] < STATE_RANK[entry.worst]) entry.worst = state;
  }
  const place = (kind: string) => (known.includes(kind) ? known.indexOf(kind) : known.length);
  return [...found.values()].sort(
    (a, b) => place(a.kind) - place(b.kind) || (a.kind < b.kind ? -1 : a.kind > b.kind ? 1 : 0),
  );
}

/** Smallest first; highest values first where high is bad, and machines without a value last. */
const SORT_KEYS: Record<FleetSort, (machine: Machine) => number> = {
  worst: (machine) => STATE_RANK[machine.state] * 1_000 - Math.min(machine.alerts?.count ?? 0, 999),
  name: () => 0,
  cpu: (machine) => highestFirst(machine.cpu.value),
  memory: (machine) => highestFirst(machine.memory.value),
  disk: (machine) => highestFirst(machine.worstDisk?.reading.value),
  load: (machine) => highestFirst(machine.loadPerCore),
  network: (machine) => highestFirst(machine.network.value),
};

function highestFirst(value: number | undefined): number {
  return value === undefined || Number.isNaN(value) ? Number.MAX_VALUE : -value;
}

/** True when both name the same machines in the same order. */
export function sameOrder(a: readonly Machine[], b: readonly Machine[]): boolean {
  return a.length === b.length && a.every((machine, at) => machine === b[at]);
}
