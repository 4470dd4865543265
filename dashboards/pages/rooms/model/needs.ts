import type { RoomTarget } from '../../../api/rooms.ts';

/** What one target stands on and what stands on it, by the kind of need. */
export type Need = 'power' | 'cooling' | 'network';
export const NEEDS = ['power', 'cooling', 'network'] as const;

/** Ids, as far as a need reaches; cooling reaches one step. */
export type Reach = Readonly<Record<Need, ReadonlySet<string>>>;

/** Who needs whom in a room. */
export interface Needs {
  /** What these stand on. */
  up(ids: readonly string[]): Reach;
  /** What stands on these. */
  down(ids: readonly string[]): Reach;
}

/**
 * One need is followed at a time: a UPS feeds the air conditioner, and that cools everything; to follow both would
 * say of each thing that it stands on all others. Who names no air conditioner is cooled by those of the room.
 */
export function needsOf(inside: readonly RoomTarget[], outside: readonly RoomTarget[]): Needs {
  const coolers = inside.filter(({ kind }) => kind === 'air_conditioner').map(({ id }) => id);
  const isInside = new Set(inside.map(({ id }) => id));
  const parents: Record<Need, Map<string, readonly string[]>> = {
    power: new Map(),
    cooling: new Map(),
    network: new Map(),
  };
  const children: Record<Need, Map<string, string[]>> = {
    power: new Map(),
    cooling: new Map(),
    network: new Map(),
  };
  for (const target of [...inside, ...outside]) {
    for (const need of NEEDS) {
      const said = target.parents[need];
      const assumed =
        need === 'cooling' && isInside.has(target.id) && target.kind !== 'air_conditioner' ? coolers : [];
      const found = (said.length > 0 ? said : assumed).filter((id) => id !== target.id);
      parents[need].set(target.id, found);
      for (const id of found) {
        const list = children[need].get(id) ?? [];
        list.push(target.id);
        children[need].set(id, list);
      }
    }
  }
  const reach = (from: readonly string[], next: (need: Need, id: string) => readonly string[]): Reach => {
    const found = {} as Record<Need, Set<string>>;
    for (const need of NEEDS) {
      const seen = new Set<string>();
      let edge = [...from];
      while (edge.length > 0) {
        const beyond = edge
          .flatMap((id) => next(need, id))
          .filter((id) => !seen.has(id) && !from.includes(id));
        for (const id of beyond) seen.add(id);
        edge = need === 'cooling' ? [] : [...new Set(beyond)];
      }
      found[need] = seen;
    }
    return found;
  };
  return {
    up: (ids) => reach(ids, (need, id) => parents[need].get(id) ?? []),
    down: (ids) => reach(ids, (need, id) => children[need].get(id) ?? []),
  };
}

/** All of them, whatever the need. */
export function everyOne(reach: Reach): Set<string> {
  return new Set(NEEDS.flatMap((need) => [...reach[need]]));
}
