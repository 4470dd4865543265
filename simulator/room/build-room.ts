/*
 * Puts a room together: power and cooling first, then the network from the core outwards, then what hangs on it.
 */
import type { SimulatedObject } from '../snmp/object-table.ts';
import { Air, CoolingUnit } from './air.ts';
import { addFacility, coolingRatings, upsRatings } from './build-facility.ts';
import { addNetwork } from './build-network.ts';
import { addSecurity } from './build-security.ts';
import { addServers } from './build-servers.ts';
import { addStorage } from './build-storage.ts';
import { diceOf } from './dice.ts';
import { type BodyOptions, makeBody } from './make-body.ts';
import { Room } from './room.ts';
import type { Link, RoomDevice } from './room-device.ts';
import { UpsUnit } from './ups-unit.ts';

/** What the builders work with. */
export interface Builder {
  startedMs: number;
  devices: RoomDevice[];
  links: Link[];
  air: Air;
  unit(name: string): UpsUnit;
  /** The moment at which the room is. */
  now(): number;
  add(options: DeviceOptions): RoomDevice;
  /** What a device tells over SNMP; worked out when all cables are drawn. `bulk`: whether it bears GETBULK. */
  tells(device: RoomDevice, objects: () => SimulatedObject[], bulk?: boolean): void;
}

export type DeviceOptions = Pick<RoomDevice, 'name' | 'kind' | 'title' | 'rack'> &
  Partial<Pick<RoomDevice, 'feeds' | 'isElsewhere' | 'watts'>> & {
    body?: Partial<BodyOptions>;
    /** Watts when idle and when busy, for those that have no way of their own to tell. */
    power?: readonly [number, number];
  };

/** How long the room has run when somebody looks at it for the first time: temperatures have settled by then. */
const settlingMs = 1_800_000;
const dayMs = 86_400_000;

/** A room as it is at that moment. */
export function buildRoom(nowMs: number): Room {
  const builder = makeBuilder(nowMs);
  addNetwork(builder);
  addFacility(builder);
  addSecurity(builder);
  addStorage(builder);
  addServers(builder);
  builder.finish();
  const { devices, links, air } = builder;
  const room = new Room({ devices, links, air, units: builder.units }, nowMs - settlingMs);
  builder.now = () => room.nowMs;
  for (let atMs = nowMs - settlingMs; atMs <= nowMs; atMs += 60_000) room.advance(atMs);
  room.takeTraps();
  return room;
}

function makeBuilder(nowMs: number): Builder & { units: UpsUnit[]; finish(): void } {
  const unfinished: (() => void)[] = [];
  const units = upsRatings.map((rating) => new UpsUnit(rating));
  const air = new Air(
    coolingRatings.map((rating) => new CoolingUnit(rating)),
    23.6,
  );
  const devices: RoomDevice[] = [];
  const unit = (name: string) => units.find(({ rating }) => rating.name === name)!;
  return {
    startedMs: nowMs,
    devices,
    links: [],
    units,
    air,
    unit,
    now: () => nowMs,
    tells(device, objects, bulk = true) {
      unfinished.push(() => {
        device.snmp = { objects: objects(), bulk };
      });
    },
    finish() {
      for (const finish of unfinished) finish();
    },
    add({ name, kind, title, rack, feeds = [], isElsewhere = false, watts, body = {}, power = [60, 90] }) {
      const offset = isElsewhere ? 0 : 1.6 * diceOf(name, 'place') - 0.6;
      const own = makeBody({
        name,
        location: isElsewhere ? rack : `Room A, ${rack}`,
        startedMs: nowMs - Math.floor((5 + 400 * diceOf(name, 'age')) * dayMs),
        ambientCelsius: (atMs) => (isElsewhere ? 22 + 2 * Math.sin(atMs / 4_000_000) : air.celsius + offset),
        ...body,
      });
      const device: RoomDevice = {
        name,
        kind,
        title,
        rack,
        body: own,
        watts: watts ?? ((atMs) => power[0] + (power[1] - power[0]) * own.load(atMs)),
        feeds,
        uplinks: [],
        pools: [],
        addedLines: [],
        isElsewhere,
        isDead: false,
        startsUntilMs: 0,
      };
      devices.push(device);
      return device;
    },
  };
}
