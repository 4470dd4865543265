import type { RoomItem, RoomPlan } from './room.ts';

/** Where something is on the plan, as it was turned. */
export interface Box {
  xCm: number;
  yCm: number;
  widthCm: number;
  depthCm: number;
}

/** The floor that a thing covers. */
export function boxOf({
  xCm,
  yCm,
  widthCm,
  depthCm,
  turn,
}: Omit<RoomItem, 'id' | 'kind' | 'name' | 'target' | 'units'>): Box {
  return turn % 180 === 0 ? { xCm, yCm, widthCm, depthCm } : { xCm, yCm, widthCm: depthCm, depthCm: widthCm };
}

/** Whether two things stand on the same floor; touching is not overlapping. */
export function overlap(one: Box, other: Box): boolean {
  return (
    one.xCm < other.xCm + other.widthCm &&
    other.xCm < one.xCm + one.widthCm &&
    one.yCm < other.yCm + other.depthCm &&
    other.yCm < one.yCm + one.depthCm
  );
}

/** Whether it stands on the floor, so that nothing else can: aisles and sensors do not. */
export function isSolid({ kind }: Pick<RoomItem, 'kind'>): boolean {
  return kind !== 'cold_aisle' && kind !== 'hot_aisle' && kind !== 'sensor' && kind !== 'door';
}

/** The nearest place inside of the room. */
export function keepInside<Item extends RoomItem>(
  item: Item,
  room: Pick<RoomPlan, 'widthCm' | 'depthCm'>,
): Item {
  const { widthCm, depthCm } = boxOf(item);
  return {
    ...item,
    xCm: Math.max(0, Math.min(item.xCm, room.widthCm - widthCm)),
    yCm: Math.max(0, Math.min(item.yCm, room.depthCm - depthCm)),
  };
}
