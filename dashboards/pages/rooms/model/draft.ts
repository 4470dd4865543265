import type { RoomItem, RoomItemKind, RoomPlan } from '#protocol/room.ts';
import { boxOf, isSolid, keepInside, overlap } from '#protocol/room-box.ts';
import type { RoomTarget } from '../../../api/rooms.ts';
import { fitsAt } from './elevation.ts';

/** Where a device shall stand; the device itself keeps it, not the plan. */
export interface Place {
  rack: string;
  rackUnit: number;
}

/** A room that is being changed. */
export interface Draft {
  plan: RoomPlan;
  /** Devices that shall stand elsewhere than they do, by id. */
  places: Readonly<Record<string, Place>>;
  /** Devices that shall stand in this room and do not yet. */
  joined: readonly RoomTarget[];
}

/** Things stand on multiples of this. */
export const GRID_CM = 10;
/** Nearer to an edge of something else than this, and it lies against it. */
const NEAR_CM = 15;

/** What people may add, with the sizes that are usual. */
export const ADDABLE: Readonly<Partial<Record<RoomItemKind, readonly [widthCm: number, depthCm: number]>>> = {
  rack: [60, 120],
  cooling: [120, 80],
  ups: [90, 80],
  pdu: [100, 50],
  cold_aisle: [300, 120],
  hot_aisle: [300, 120],
  door: [120, 20],
  wall: [200, 20],
};

/** Targets where the draft has them. */
export function placedTargets(targets: readonly RoomTarget[], places: Draft['places']): RoomTarget[] {
  return targets.map((target) => (places[target.id] ? { ...target, ...places[target.id] } : target));
}

/** Moves by that much, along the grid. */
export function pushItem(draft: Draft, id: string, xCm: number, yCm: number): Draft {
  return withItem(draft, id, (item) =>
    keepInside({ ...item, xCm: item.xCm + xCm, yCm: item.yCm + yCm }, draft.plan),
  );
}

/** Puts it near that place: against the edges of what is near, or on the grid. */
export function dropItem(draft: Draft, id: string, xCm: number, yCm: number): Draft {
  return withItem(draft, id, (item) => {
    const box = { ...boxOf(item), xCm, yCm };
    const others = draft.plan.items.filter((other) => other.id !== id && isSolid(other)).map(boxOf);
    const x = snap(
      xCm,
      box.widthCm,
      draft.plan.widthCm,
      others.flatMap((o) => [o.xCm, o.xCm + o.widthCm]),
    );
    const y = snap(
      yCm,
      box.depthCm,
      draft.plan.depthCm,
      others.flatMap((o) => [o.yCm, o.yCm + o.depthCm]),
    );
    return keepInside({ ...item, xCm: x, yCm: y }, draft.plan);
  });
}

function snap(at: number, sizeCm: number, roomCm: number, edges: readonly number[]): number {
  let best = Math.round(at / GRID_CM) * GRID_CM;
  let distance = NEAR_CM;
  for (const edge of [0, roomCm, ...edges]) {
    for (const wanted of [edge, edge - sizeCm]) {
      if (Math.abs(wanted - at) >= distance) continue;
      distance = Math.abs(wanted - at);
      best = wanted;
    }
  }
  return best;
}

/** A quarter clockwise, around its middle. */
export function turnItem(draft: Draft, id: string): Draft {
  return withItem(draft, id, (item) => {
    const before = boxOf(item);
    const turned = { ...item, turn: ((item.turn + 90) % 360) as RoomItem['turn'] };
    const after = boxOf(turned);
    const grid = (cm: number) => Math.round(cm / GRID_CM) * GRID_CM;
    const xCm = grid(before.xCm + (before.widthCm - after.widthCm) / 2);
    const yCm = grid(before.yCm + (before.depthCm - after.depthCm) / 2);
    return keepInside({ ...turned, xCm, yCm }, draft.plan);
  });
}

/** What somebody says of it beside its place. A rack takes its devices along when it is called otherwise. */
export function describeItem(
  draft: Draft,
  id: string,
  fields: Partial<Pick<RoomItem, 'name' | 'widthCm' | 'depthCm' | 'units'>>,
  targets: readonly RoomTarget[],
): Draft {
  const before = draft.plan.items.find((item) => item.id === id);
  const after = withItem(draft, id, (item) => keepInside({ ...item, ...fields }, draft.plan));
  const { name } = fields;
  if (before?.kind !== 'rack' || name === undefined || name === before.name) return after;
  return moveDevices(after, inRack(targets, draft, before.name), ({ rackUnit }) => ({
    rack: name,
    rackUnit,
  }));
}

/** Adds a thing where the floor is free; its id comes from the caller. */
export function addItem(draft: Draft, kind: RoomItemKind, id: string, name: string): Draft {
  const [widthCm, depthCm] = ADDABLE[kind] ?? [60, 60];
  const item: RoomItem = {
    id,
    kind,
    name,
    target: null,
    xCm: 0,
    yCm: 0,
    widthCm,
    depthCm,
    turn: 0,
    units: kind === 'rack' ? 42 : 0,
  };
  const { plan } = draft;
  const placed =
    freePlace(item, plan) ?? keepInside({ ...item, xCm: plan.widthCm / 2, yCm: plan.depthCm / 2 }, plan);
  return { ...draft, plan: { ...plan, items: [...plan.items, placed] } };
}

function freePlace(item: RoomItem, plan: RoomPlan): RoomItem | undefined {
  const taken = plan.items.map(boxOf);
  const { widthCm, depthCm } = boxOf(item);
  for (let yCm = 0; yCm + depthCm <= plan.depthCm; yCm += 30) {
    for (let xCm = 0; xCm + widthCm <= plan.widthCm; xCm += 30) {
      if (!taken.some((other) => overlap(other, { xCm, yCm, widthCm, depthCm })))
        return { ...item, xCm, yCm };
    }
  }
  return undefined;
}

/** Takes it away. What stood in a rack stands in none then. */
export function removeItem(draft: Draft, id: string, targets: readonly RoomTarget[]): Draft {
  const gone = draft.plan.items.find((item) => item.id === id);
  const plan = { ...draft.plan, items: draft.plan.items.filter((item) => item.id !== id) };
  if (gone?.kind !== 'rack') return { ...draft, plan };
  return moveDevices({ ...draft, plan }, inRack(targets, draft, gone.name), () => ({
    rack: '',
    rackUnit: 0,
  }));
}

/** Puts a device into a rack, at a unit or (0) at none. */
export function placeDevice(draft: Draft, id: string, place: Place): Draft {
  return { ...draft, places: { ...draft.places, [id]: place } };
}

/** Puts devices that stand in no rack into one: the first at the lowest free units, where there are any. */
export function putIntoRack(
  draft: Draft,
  rack: RoomItem,
  devices: readonly RoomTarget[],
  targets: readonly RoomTarget[],
): Draft {
  const known = new Set(targets.map(({ id }) => id));
  const joined = [...draft.joined, ...devices.filter(({ id }) => !known.has(id))];
  const there = inRack(targets, draft, rack.name);
  const places = { ...draft.places };
  for (const device of devices) {
    let rackUnit = 1;
    while (rackUnit <= rack.units && !fitsAt(rack.units, there, device, rackUnit)) rackUnit++;
    const place = { rack: rack.name, rackUnit: rackUnit <= rack.units ? rackUnit : 0 };
    places[device.id] = place;
    there.push({ ...device, ...place });
  }
  return { ...draft, places, joined };
}

/** Another size of the room; everything stays inside. */
export function resizeRoom(draft: Draft, widthCm: number, depthCm: number): Draft {
  const plan = { ...draft.plan, widthCm, depthCm };
  return { ...draft, plan: { ...plan, items: plan.items.map((item) => keepInside(item, plan)) } };
}

/** Ids of things that stand where something else stands. */
export function collisions({ items }: RoomPlan): Set<string> {
  const solid = items.filter(isSolid).map((item) => ({ id: item.id, box: boxOf(item) }));
  const found = new Set<string>();
  for (const [at, one] of solid.entries()) {
    for (const other of solid.slice(at + 1)) {
      if (!overlap(one.box, other.box)) continue;
      found.add(one.id);
      found.add(other.id);
    }
  }
  return found;
}

/** Devices of a rack, by the draft. */
export function inRack(
  targets: readonly RoomTarget[],
  { places }: Pick<Draft, 'places'>,
  rack: string,
): RoomTarget[] {
  return placedTargets(targets, places).filter((target) => target.rack === rack);
}

function moveDevices(
  draft: Draft,
  devices: readonly RoomTarget[],
  place: (target: RoomTarget) => Place,
): Draft {
  const places = { ...draft.places };
  for (const device of devices) places[device.id] = place(device);
  return { ...draft, places };
}

function withItem(draft: Draft, id: string, change: (item: RoomItem) => RoomItem): Draft {
  const { plan } = draft;
  let isOther = false;
  const items = plan.items.map((item) => {
    if (item.id !== id) return item;
    const next = change(item);
    isOther = JSON.stringify(next) !== JSON.stringify(item);
    return isOther ? next : item;
  });
  return isOther ? { ...draft, plan: { ...plan, items } } : draft;
}
