import type { RoomItem, RoomItemKind } from '#protocol/room.ts';
import type { Placed } from './room-facts.ts';

/** As large as they usually are: centimetres, before they are turned. */
export const USUAL_CM: Readonly<Record<RoomItemKind, readonly [width: number, depth: number]>> = {
  rack: [60, 120],
  cooling: [120, 80],
  ups: [90, 80],
  pdu: [100, 50],
  sensor: [20, 20],
  door: [120, 20],
  wall: [200, 20],
  cold_aisle: [300, 120],
  hot_aisle: [300, 120],
};

/** Units of a rack where nobody said otherwise. */
const USUAL_UNITS = 42;

type Place = Pick<RoomItem, 'xCm' | 'yCm' | 'turn'>;

/** A rack by its name. */
export function makeRack(name: string, place: Place): RoomItem {
  const item = make('rack', `rack ${name}`, place);
  return { ...item, name, units: USUAL_UNITS };
}

/** A thing that a target is. */
export function makeThing(kind: RoomItemKind, { id, name }: Placed, place: Place): RoomItem {
  return { ...make(kind, `target ${id}`, place), name: name.slice(0, 100), target: id };
}

/** An aisle of that length. */
export function makeAisle(
  kind: 'cold_aisle' | 'hot_aisle',
  number: number,
  { xCm, yCm, widthCm }: { xCm: number; yCm: number; widthCm: number },
): RoomItem {
  return { ...make(kind, `${kind} ${number}`, { xCm, yCm, turn: 0 }), widthCm };
}

function make(kind: RoomItemKind, id: string, place: Place): RoomItem {
  const [widthCm, depthCm] = USUAL_CM[kind];
  return { id, kind, name: '', target: null, ...place, widthCm, depthCm, units: 0 };
}
