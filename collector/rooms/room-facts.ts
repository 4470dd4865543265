import type { Target } from '#collector/inventory/targets.ts';
import type { RoomItemKind } from '#protocol/room.ts';

/** What the drawing of a room is made from. */
export type Placed = Pick<Target, 'id' | 'kind' | 'name' | 'rack' | 'rackUnit'>;

/** Kinds of target that stand on the floor by themselves, and what they are on the plan. */
const ON_THE_FLOOR: Readonly<Record<string, RoomItemKind>> = {
  air_conditioner: 'cooling',
  ups: 'ups',
  pdu: 'pdu',
  power_panel: 'pdu',
  sensor: 'sensor',
};

/** Kinds that have no place in a room, wherever people say they are. */
const PLACELESS = new Set(['job', 'page', 'service', 'database']);

/** What is drawn of the targets of a room. */
export interface RoomFacts {
  /** Names, in natural order. */
  racks: string[];
  /** Targets that are drawn as a thing of their own, by kind and name. */
  things: { kind: RoomItemKind; target: Placed }[];
}

const byNature = new Intl.Collator('en', { numeric: true, sensitivity: 'base' }).compare;

/** Orders `A2` before `A10`. */
export function inNaturalOrder(one: string, other: string): number {
  return byNature(one, other) || (one < other ? -1 : one > other ? 1 : 0);
}

/**
 * Racks and things of a room. What people write as the rack of an air conditioner is often no rack but a place
 * (`wall`): a rack is what something else stands in, or what somebody gave a unit of.
 */
export function roomFacts(targets: readonly Placed[]): RoomFacts {
  const racks = new Set<string>();
  for (const { kind, rack, rackUnit } of targets) {
    if (rack === '' || PLACELESS.has(kind)) continue;
    if (rackUnit > 0 || ON_THE_FLOOR[kind] === undefined || kind === 'pdu') racks.add(rack);
  }
  const things: RoomFacts['things'] = [];
  for (const target of targets) {
    const kind = ON_THE_FLOOR[target.kind];
    if (kind === undefined) continue;
    // What is built into a rack is drawn there; a sensor and an air conditioner are wanted on the plan as well.
    if (racks.has(target.rack) && (kind === 'ups' || kind === 'pdu')) continue;
    things.push({ kind, target });
  }
  things.sort((a, b) =>
    a.kind === b.kind ? inNaturalOrder(a.target.name, b.target.name) : a.kind < b.kind ? -1 : 1,
  );
  return { racks: [...racks].sort(inNaturalOrder), things };
}

/** `A01` is the first of row A; a name without a number stands in a row without a name. */
export function rowOf(rack: string): { row: string; number: number | null } {
  const [, row, digits] = /^(.*?)[-_ .]?(\d{1,6})$/.exec(rack) ?? [];
  return digits === undefined ? { row: '', number: null } : { row: row ?? '', number: Number(digits) };
}
