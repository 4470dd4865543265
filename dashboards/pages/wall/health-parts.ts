import type { Fleet } from '../../state/fleet.ts';
import type { Machine } from '../../state/machine.ts';
import { type MachineState, STATE_RANK } from '../../state/machine-state.ts';

/** Something made of targets, with how it is: as its worst one. */
export interface HealthPart {
  id: string;
  name: string;
  state: MachineState;
  /** Targets that are not well, of all. */
  bad: number;
  all: number;
}

/**
 * By what the health is told: by business systems where there are any, by organisations where there are several, or
 * else by kinds. Worst first.
 */
export function healthParts(
  fleet: Fleet,
  organisations: readonly { id: string; name: string }[],
  kindText: (kind: string) => string,
  _settled: number,
): { by: 'system' | 'organisation' | 'kind'; parts: HealthPart[] } {
  const machines = fleet.machines.peek();
  const systems = systemsOf(fleet);
  if (systems.length > 0) {
    const parts = systems.map(({ id, name, targets }) => {
      const own = targets.map((target) => fleet.machine(target)).filter((machine) => machine !== undefined);
      return partOf(id, name, own);
    });
    return { by: 'system', parts: worstFirst(parts) };
  }
  const isSplit = new Set(machines.map(({ target }) => target.organisation)).size > 1;
  const groups = new Map<string, Machine[]>();
  for (const machine of machines) {
    const key = isSplit ? machine.target.organisation : machine.target.kind;
    const group = groups.get(key);
    if (group) group.push(machine);
    else groups.set(key, [machine]);
  }
  const nameOf = (key: string): string =>
    isSplit ? (organisations.find(({ id }) => id === key)?.name ?? key) : kindText(key);
  const parts = [...groups].map(([key, own]) => partOf(key, nameOf(key), own));
  return { by: isSplit ? 'organisation' : 'kind', parts: worstFirst(parts) };
}

function partOf(id: string, name: string, machines: readonly Machine[]): HealthPart {
  let state: MachineState = machines.length === 0 ? 'none' : 'ok';
  let bad = 0;
  for (const machine of machines) {
    if (STATE_RANK[machine.state] < STATE_RANK[state]) state = machine.state;
    if (machine.state !== 'ok') bad++;
  }
  return { id, name, state, bad, all: machines.length };
}

function worstFirst(parts: HealthPart[]): HealthPart[] {
  return parts.sort(
    (one, other) =>
      STATE_RANK[one.state] - STATE_RANK[other.state] ||
      other.bad - one.bad ||
      (one.name < other.name ? -1 : 1),
  );
}

function systemsOf(fleet: Fleet): readonly { id: string; name: string; targets: readonly string[] }[] {
  return fleet.systems.value;
}
