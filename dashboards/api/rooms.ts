import type { RoomPlan } from '#protocol/room.ts';

/** A room in the list. */
export interface RoomGlance {
  organisation: string;
  name: string;
  targets: number;
  racks: number;
  cooling: number;
  ups: number;
  sensors: number;
}
export interface RoomsAnswer {
  rooms: RoomGlance[];
  total: number;
}

/** What a target stands on, by the kind of need. */
export type RoomParents = Readonly<Record<'network' | 'power' | 'cooling' | 'host', readonly string[]>>;

/** A target on the page of a room. */
export interface RoomTarget {
  id: string;
  kind: string;
  name: string;
  vendor: string;
  model: string;
  room: string;
  rack: string;
  rackUnit: number;
  rackUnits: number;
  parents: RoomParents;
}

/** Everything that the page of a room needs. */
export interface RoomAnswer {
  organisation: string;
  name: string;
  /** 0: nobody saved a plan yet. */
  revision: number;
  changedBy: string | null;
  changedAtMs: number | null;
  plan: RoomPlan;
  /** Ids of things that nobody has placed yet. */
  added: string[];
  gone: string[];
  left: number;
  targets: RoomTarget[];
  targetsTotal: number;
  /** What they stand on elsewhere. */
  outside: RoomTarget[];
}
