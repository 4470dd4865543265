import type { RoomPlan } from '#protocol/room.ts';
import { drawPlan } from '../../collector/rooms/draw-plan.ts';
import { roomFacts } from '../../collector/rooms/room-facts.ts';
import type { Answer } from './fake-api.ts';
import { type FakeMachine, type FakeSeries, INTERVAL_MS } from './fake-fleet.ts';

/** A believable room: two rows of ten racks, two air conditioners, UPS A and B with panels, sensors in the aisles. */
const ROOM = '一号机房';
const ORGANISATION = 'default';
const RACKS = 20;

type Parents = Record<'network' | 'power' | 'cooling' | 'host', string[]>;

/** Where a pretended machine stands. */
export interface FakePlace {
  room: string;
  rack: string;
  rackUnit: number;
  rackUnits: number;
  parents: Parents;
}

const places = new Map<string, FakePlace>();
let saved: { revision: number; plan: RoomPlan; changedBy: string; changedAtMs: number } | undefined;

/** Where it stands; undefined for what is in no room. */
export function fakePlaceOf(id: string): FakePlace | undefined {
  return places.get(id);
}

/** What the room has beside servers: facility, with figures. */
export function makeRoom(hosts: readonly FakeMachine[], startMs: number): FakeMachine[] {
  const made: FakeMachine[] = [];
  const swing = (level: number, width: number) => (timeMs: number) =>
    Math.round((level + width * Math.sin(timeMs / 400_000 + level)) * 10) / 10;
  const add = (
    number: number,
    name: string,
    [kind, vendor, model]: [string, string, string],
    figures: [metric: string, unit: string, value: (timeMs: number) => number][],
    parents: Partial<Parents> = {},
  ): string => {
    const id = `t-94${String(number).padStart(2, '0')}`;
    const series: FakeSeries[] = figures.map(([metric, unit, at]) => ({
      ...{ target: id, metric, labels: {}, kind: 'gauge', unit, intervalMs: INTERVAL_MS, at },
    }));
    const silent: [number, number][] = name.endsWith('热通道 2') ? [[startMs - 3_600_000, Infinity]] : [];
    const device = { kind, vendor, model, polls: [] };
    made.push({
      ...{ id, name, address: `10.9.8.${number + 1}`, organisation: ORGANISATION, cores: 1, memoryBytes: 1 },
      ...{ series, silent, device },
    });
    const rack = kind === 'sensor' ? name : '';
    places.set(id, { room: ROOM, rack, rackUnit: 0, rackUnits: 0, parents: { ...noParents(), ...parents } });
    return id;
  };
  const ups = (number: number, name: string, load: number, minutes: number) =>
    add(
      number,
      name,
      ['ups', 'Santak', '3C3-90KS'],
      [
        ['ups.load_percent', '%', swing(load, 3)],
        ['ups.runtime_minutes', 'min', swing(minutes, 2)],
        ['ups.on_battery', '1', () => 0],
      ],
    );
  const [upsA, upsB] = [ups(0, 'UPS-A', 42, 26), ups(1, 'UPS-B', 38, 31)];
  const panel = (number: number, name: string, from: string) =>
    add(number, name, ['pdu', 'Schneider', 'PMX'], [], { power: [from] });
  const panels = [
    [panel(2, 'PDU-A1', upsA), panel(3, 'PDU-B1', upsB)],
    [panel(4, 'PDU-A2', upsA), panel(5, 'PDU-B2', upsB)],
  ];
  const cooler = (number: number, name: string, supply: number) =>
    add(
      number,
      name,
      ['air_conditioner', 'Liebert', 'CRV35RA'],
      [
        ['cooling.state', '1', () => 0],
        ['cooling.supply_temperature_celsius', '°C', swing(supply, 0.4)],
        ['cooling.return_temperature_celsius', '°C', swing(supply + 10, 0.6)],
      ],
      { power: [upsA] },
    );
  cooler(6, '空调-1', 16);
  cooler(7, '空调-2', 17);
  for (const [at, [name, celsius]] of (
    [
      ['冷通道 1', 20.4],
      ['冷通道 2', 21.8],
      ['热通道 1', 27.2],
      ['热通道 2', 29],
      ['热通道 3', 25.6],
    ] as const
  ).entries()) {
    add(
      8 + at,
      name,
      ['sensor', 'Geist', 'RSHC'],
      [
        ['room.temperature_celsius', '°C', swing(celsius, 0.3)],
        ['room.humidity_percent', '%', swing(62 - celsius, 1)],
      ],
    );
  }
  const inRoom = hosts.filter(({ organisation }) => organisation === ORGANISATION).slice(0, 110);
  for (const [at, { id }] of inRoom.entries()) {
    const number = at % RACKS;
    const floor = Math.floor(at / RACKS);
    const [a, b] = panels[number < 10 ? 0 : 1];
    const power = at % 17 === 5 ? [a] : at % 29 === 9 ? [] : [a, b];
    places.set(id, {
      room: ROOM,
      rack: `${number < 10 ? 'A' : 'B'}${String((number % 10) + 1).padStart(2, '0')}`,
      rackUnit: at % 23 === 7 ? 0 : 4 + floor * 5 + (at % 3),
      rackUnits: [1, 2, 2, 4][at % 4],
      parents: { ...noParents(), power },
    });
  }
  return made;
}

/** Answers to what the pages ask of rooms; undefined for other calls. */
export function answerAboutRooms(
  call: string,
  [organisation, name]: (string | undefined)[],
  body: Record<string, unknown>,
  fleet: readonly FakeMachine[],
): Answer | undefined {
  if (call === 'PATCH targets' && organisation !== undefined && places.has(organisation)) {
    places.set(organisation, { ...(places.get(organisation) as FakePlace), ...body });
    return { body: {} };
  }
  if (call === 'GET rooms' && organisation === undefined) {
    if (places.size === 0) return { body: { rooms: [], total: 0 } };
    const count = { targets: places.size, racks: RACKS, cooling: 2, ups: 2, sensors: 5 };
    return { body: { rooms: [{ organisation: ORGANISATION, name: ROOM, ...count }], total: 1 } };
  }
  if (call === 'PUT rooms') {
    if (body.revision !== (saved?.revision ?? 0)) {
      const details = { revision: saved?.revision, changedBy: 'operator', changedAtMs: saved?.changedAtMs };
      return { status: 409, body: { status: 409, code: 'changed_meanwhile', message: '', details } };
    }
    saved = {
      revision: (saved?.revision ?? 0) + 1,
      plan: body.plan as RoomPlan,
      changedBy: 'admin',
      changedAtMs: Date.now(),
    };
  }
  if (call !== 'GET rooms' && call !== 'PUT rooms') return undefined;
  if (name !== ROOM)
    return { status: 404, body: { status: 404, code: 'not_found', message: '', details: {} } };
  const targets = fleet.flatMap(({ id, name: own, device }) => {
    const place = places.get(id);
    if (!place) return [];
    const { kind = 'server', vendor = '', model = '' } = device ?? {};
    return [{ id, kind, name: own, vendor, model, ...place }];
  });
  const { revision = 0, changedBy = null, changedAtMs = null } = saved ?? {};
  const plan = saved?.plan ?? drawPlan(roomFacts(targets));
  return {
    body: {
      ...{ organisation: ORGANISATION, name: ROOM, revision, changedBy, changedAtMs, plan },
      ...{ added: [], gone: [], left: 0, targets, targetsTotal: targets.length, outside: [] },
    },
  };
}

function noParents(): Parents {
  return { network: [], power: [], cooling: [], host: [] };
}
