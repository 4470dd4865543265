import type { Target, Targets } from '#collector/inventory/targets.ts';
import type { RoomPlan } from '#protocol/room.ts';
import { completePlan } from './complete-plan.ts';
import { drawPlan } from './draw-plan.ts';
import { inNaturalOrder, roomFacts } from './room-facts.ts';

/** Targets that one room is shown with; beyond it the count alone says how many there are. */
export const TARGETS_PER_ROOM = 2_000;
/** Rooms that a list has. */
export const ROOMS_SHOWN = 500;
/** Targets elsewhere on which something in the room stands. */
const OUTSIDE_SHOWN = 500;

/** A room at a glance. */
export interface RoomGlance {
  organisation: string;
  name: string;
  targets: number;
  racks: number;
  cooling: number;
  ups: number;
  sensors: number;
}

/** What is told of a target on the page of a room. */
export type RoomTarget = Pick<
  Target,
  'id' | 'kind' | 'name' | 'vendor' | 'model' | 'room' | 'rack' | 'rackUnit' | 'rackUnits' | 'parents'
>;

/** Everything of a room but who saved its plan. */
export interface RoomAsItIs {
  plan: RoomPlan;
  added: string[];
  gone: string[];
  left: number;
  targets: RoomTarget[];
  targetsTotal: number;
  outside: RoomTarget[];
}

/** Rooms of these targets, with those that have only a plan. */
export function glanceAtRooms(
  targets: Iterable<Target>,
  planned: readonly { organisation: string; room: string }[],
): RoomGlance[] {
  const rooms = new Map<string, { organisation: string; name: string; targets: Target[] }>();
  const find = (organisation: string, name: string) => {
    const key = `${organisation} ${name}`;
    const room = rooms.get(key) ?? { organisation, name, targets: [] };
    rooms.set(key, room);
    return room;
  };
  for (const { organisation, room } of planned) find(organisation, room);
  for (const target of targets)
    if (target.room !== '') find(target.organisation, target.room).targets.push(target);
  return [...rooms.values()]
    .map(({ organisation, name, targets: all }) => {
      const { racks } = roomFacts(all);
      const count = (wanted: string) => all.filter(({ kind }) => kind === wanted).length;
      return {
        organisation,
        name,
        targets: all.length,
        racks: racks.length,
        cooling: count('air_conditioner'),
        ups: count('ups'),
        sensors: count('sensor'),
      };
    })
    .sort(
      (one, other) =>
        inNaturalOrder(one.name, other.name) || inNaturalOrder(one.organisation, other.organisation),
    );
}

/** A room with what stands in it now, drawn anew where nobody saved a plan. */
export function readRoom(
  all: Targets,
  organisation: string,
  room: string,
  saved: RoomPlan | undefined,
): RoomAsItIs {
  const there: Target[] = [];
  for (const target of all.all()) {
    if (target.organisation === organisation && target.room === room) there.push(target);
  }
  there.sort((one, other) => inNaturalOrder(one.name, other.name) || inNaturalOrder(one.id, other.id));
  const targets = there.slice(0, TARGETS_PER_ROOM);
  const facts = roomFacts(targets);
  const completed = saved
    ? completePlan(saved, facts)
    : { plan: drawPlan(facts), added: [], gone: [], left: 0 };
  return {
    ...completed,
    targets: targets.map(shown),
    targetsTotal: there.length,
    outside: outsideOf(all, organisation, targets).map(shown),
  };
}

/** What they stand on that stands elsewhere, and what that stands on: of the same organisation, since no other is seen. */
function outsideOf(all: Targets, organisation: string, inside: readonly Target[]): Target[] {
  const seen = new Set(inside.map(({ id }) => id));
  const found: Target[] = [];
  const open = [...inside];
  for (let target = open.pop(); target && found.length < OUTSIDE_SHOWN; target = open.pop()) {
    const { power, cooling, network } = target.parents;
    for (const id of [...power, ...cooling, ...network]) {
      const parent = seen.has(id) ? undefined : all.get(id);
      if (!parent || parent.organisation !== organisation) continue;
      seen.add(id);
      found.push(parent);
      open.push(parent);
    }
  }
  return found;
}

function shown(target: Target): RoomTarget {
  const { id, kind, name, vendor, model, room, rack, rackUnit, rackUnits, parents } = target;
  return { id, kind, name, vendor, model, room, rack, rackUnit, rackUnits, parents };
}
