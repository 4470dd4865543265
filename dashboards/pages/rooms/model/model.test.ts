import { describe, expect, it } from 'vitest';
import type { RoomItem, RoomPlan } from '#protocol/room.ts';
import type { RoomTarget } from '../../../api/rooms.ts';
import { changed, redone, startHistory, undone } from '../../../ui/edit-history.ts';
import {
  addItem,
  collisions,
  type Draft,
  describeItem,
  dropItem,
  placedTargets,
  pushItem,
  putIntoRack,
  removeItem,
  turnItem,
} from './draft.ts';
import { elevationOf, fitsAt } from './elevation.ts';
import { mixColour, temperatureField, warmth } from './field.ts';
import { needsOf } from './needs.ts';
import { powerFlow } from './power.ts';
import { nextRackName } from './rack-name.ts';

const target = (
  id: string,
  fields: Partial<Omit<RoomTarget, 'parents'>> & {
    power?: string[];
    network?: string[];
    cooling?: string[];
  } = {},
): RoomTarget => {
  const { power = [], network = [], cooling = [], ...rest } = fields;
  return {
    id,
    kind: 'server',
    name: id,
    vendor: '',
    model: '',
    room: 'r',
    rack: '',
    rackUnit: 0,
    rackUnits: 0,
    ...rest,
    parents: { power, network, cooling, host: [] },
  };
};

describe('the air between sensors', () => {
  const sensors = [
    { xCm: 5, yCm: 5, celsius: 18 },
    { xCm: 95, yCm: 5, celsius: 28 },
    { xCm: 5, yCm: 95, celsius: 18 },
    { xCm: 95, yCm: 95, celsius: 28 },
  ];

  it('is at a sensor what it says, and between two of them between them', () => {
    const field = temperatureField(sensors, { widthCm: 100, depthCm: 100 }, 10);
    const at = (column: number, row: number) => field?.celsius[row * 10 + column] ?? Number.NaN;

    expect(at(0, 0)).toBeCloseTo(18, 0);
    expect(at(9, 9)).toBeCloseTo(28, 0);
    expect(at(4, 5)).toBeGreaterThan(22);
    expect(at(4, 5)).toBeLessThan(24);
    for (const value of field?.celsius ?? []) expect(value >= 18 && value <= 28).toBe(true);
  });

  it('is not told from two sensors, nor from those that say nothing', () => {
    const silent = { xCm: 0, yCm: 0, celsius: Number.NaN };
    expect(
      temperatureField([...sensors.slice(0, 2), silent], { widthCm: 100, depthCm: 100 }, 10),
    ).toBeUndefined();
  });

  it('has the colours of the scale from cold to hot', () => {
    const stops = [
      [0, 0, 0],
      [100, 100, 100],
      [200, 0, 0],
    ] as const;
    expect([10, 18, 23, 28, 40].map((celsius) => mixColour(stops, warmth(celsius)))).toEqual([
      [0, 0, 0],
      [0, 0, 0],
      [100, 100, 100],
      [200, 0, 0],
      [200, 0, 0],
    ]);
  });
});

describe('the flow of power', () => {
  const room = [
    target('UPS-A', { kind: 'ups' }),
    target('UPS-B', { kind: 'ups' }),
    target('pdu-1', { kind: 'pdu', power: ['UPS-A'] }),
    target('pdu-2', { kind: 'pdu', power: ['UPS-B'] }),
    target('pdu-3', { kind: 'pdu', power: ['UPS-A'] }),
    target('two', { rack: 'A01', power: ['pdu-1', 'pdu-2'] }),
    target('one', { rack: 'A01', power: ['pdu-1'] }),
    target('twice-a', { rack: 'A02', power: ['pdu-1', 'pdu-3'] }),
    target('nothing', { rack: 'A02' }),
    target('page', { kind: 'page', rack: 'A02' }),
  ];
  const flow = powerFlow(room, []);

  it('marks whoever has one feed only, or two of one source', () => {
    const feeding = Object.fromEntries(
      flow.groups.flatMap(({ devices }) => devices.map((device) => [device.target.id, device.feeding])),
    );
    expect(feeding).toEqual({ two: 'redundant', one: 'single', 'twice-a': 'shared', nothing: 'unknown' });
    expect(flow.groups.map(({ rack, feeds }) => [rack, feeds.join('')])).toEqual([
      ['A01', 'AB'],
      ['A02', 'A'],
    ]);
  });

  it('gives a source the letter of its name, and each way the letter of its source', () => {
    expect(flow.sources.map(({ target: { id }, feeds }) => [id, feeds])).toEqual([
      ['UPS-A', ['A']],
      ['UPS-B', ['B']],
    ]);
    expect(flow.edges).toContainEqual({ from: 'pdu-2', to: 'rack A01', feeds: ['B'] });
  });

  it('goes on to what stands elsewhere, and does not run around in a circle', () => {
    const elsewhere = target('panel', { kind: 'power_panel', room: 'cellar', power: ['ups'] });
    const ring = target('ups', { kind: 'ups', room: 'cellar', power: ['panel'] });
    const found = powerFlow([target('s', { rack: 'A01', power: ['panel'] })], [elsewhere, ring]);

    expect(found.panels.map(({ isOutside }) => isOutside)).toEqual([true]);
    expect(found.sources).toHaveLength(1);
    expect(found.groups[0]?.devices[0]?.feeding).toBe('single');
  });
});

describe('what stands on what', () => {
  const needs = needsOf(
    [
      target('ups', { kind: 'ups' }),
      target('ac', { kind: 'air_conditioner', power: ['ups'] }),
      target('core', { kind: 'switch', power: ['ups'] }),
      target('access', { kind: 'switch', network: ['core'] }),
      target('web', { network: ['access'], power: ['ups'] }),
    ],
    [],
  );

  it('is followed one need at a time, down and up', () => {
    expect([...needs.down(['ups']).power].sort()).toEqual(['ac', 'core', 'web']);
    expect([...needs.down(['ups']).cooling]).toEqual([]);
    expect([...needs.down(['core']).network].sort()).toEqual(['access', 'web']);
    expect([...needs.up(['web']).network].sort()).toEqual(['access', 'core']);
  });

  it('counts the air conditioners of the room for whoever names none', () => {
    expect([...needs.up(['web']).cooling]).toEqual(['ac']);
    expect([...needs.down(['ac']).cooling].sort()).toEqual(['access', 'core', 'ups', 'web']);
  });
});

describe('a rack from the front', () => {
  const at = (id: string, rackUnit: number, rackUnits = 1) => ({ id, name: id, rackUnit, rackUnits });

  it('shows what stands where from above, what is free, and what has no unit', () => {
    const found = elevationOf(42, [at('low', 1, 2), at('high', 40), at('somewhere', 0)]);

    expect(found.slots.map(({ from, to }) => [from, to])).toEqual([
      [40, 40],
      [1, 2],
    ]);
    expect(found.loose.map(({ id }) => id)).toEqual(['somewhere']);
    expect(found).toMatchObject({ units: 42, freeUnits: 39, longestFree: 37 });
  });

  it('shows two devices in one place as what they are: a contradiction', () => {
    const { slots, freeUnits } = elevationOf(10, [at('a', 3, 4), at('b', 5, 4)]);
    expect(slots.map(({ from, to, devices }) => [from, to, devices.length])).toEqual([[3, 8, 2]]);
    expect(freeUnits).toBe(4);
  });

  it('takes a device only where there is room for all of it', () => {
    const devices = [at('a', 3, 2)];
    expect([1, 2, 3, 5, 9, 10].map((unit) => fitsAt(10, devices, at('b', 0, 2), unit))).toEqual([
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
    expect(fitsAt(10, devices, at('a', 3, 2), 4)).toBe(true);
  });
});

describe('changing a plan', () => {
  const rack = (name: string, xCm: number, fields: Partial<RoomItem> = {}): RoomItem => ({
    id: name,
    kind: 'rack',
    name,
    target: null,
    xCm,
    yCm: 100,
    widthCm: 60,
    depthCm: 120,
    turn: 0,
    units: 42,
    ...fields,
  });
  const plan: RoomPlan = { widthCm: 600, depthCm: 400, items: [rack('A01', 100), rack('A02', 300)] };
  const draft: Draft = { plan, places: {}, joined: [] };
  const find = ({ plan: { items } }: Draft, id: string) => items.find((item) => item.id === id) as RoomItem;

  it('moves along the grid, stays in the room, and lies against what is near', () => {
    expect(find(pushItem(draft, 'A01', -10, 10), 'A01')).toMatchObject({ xCm: 90, yCm: 110 });
    expect(find(pushItem(draft, 'A01', -900, 900), 'A01')).toMatchObject({ xCm: 0, yCm: 280 });
    expect(find(dropItem(draft, 'A01', 243, 106), 'A01')).toMatchObject({ xCm: 240, yCm: 100 });
    expect(find(dropItem(draft, 'A01', 173, 176), 'A01')).toMatchObject({ xCm: 170, yCm: 180 });
  });

  it('turns around the middle, and four turns are none', () => {
    const turned = turnItem(draft, 'A01');
    expect(find(turned, 'A01')).toMatchObject({ turn: 90, xCm: 70, yCm: 130 });
    const around = [1, 2, 3].reduce((now) => turnItem(now, 'A01'), turned);
    expect(find(around, 'A01')).toEqual(find(draft, 'A01'));
  });

  it('puts a new thing where the floor is free, and says what stands on something else', () => {
    const more = addItem(draft, 'cooling', 'new', 'AC');
    expect(collisions(more.plan)).toEqual(new Set());
    expect(collisions(pushItem(draft, 'A01', 180, 0).plan)).toEqual(new Set(['A01', 'A02']));
  });

  it('takes devices along when a rack is called otherwise, and leaves them without one when it goes', () => {
    const devices = [target('web', { rack: 'A01', rackUnit: 5 }), target('db', { rack: 'A02' })];
    const renamed = describeItem(draft, 'A01', { name: 'B01' }, devices);
    expect(renamed.places).toEqual({ web: { rack: 'B01', rackUnit: 5 } });
    const removed = removeItem(renamed, 'A01', devices);
    expect(removed.places).toEqual({ web: { rack: '', rackUnit: 0 } });
    expect(removed.plan.items).toHaveLength(1);
  });

  it('puts devices into a rack from the lowest free unit upwards, those of no room too', () => {
    const here = [target('web', { rack: 'A01', rackUnit: 2 }), target('db', { rackUnits: 2 })];
    const put = putIntoRack(
      draft,
      rack('A01', 100, { units: 4 }),
      [target('new', {}), here[1], target('last', {})],
      here,
    );
    expect(put.places).toEqual({
      new: { rack: 'A01', rackUnit: 1 },
      db: { rack: 'A01', rackUnit: 3 },
      last: { rack: 'A01', rackUnit: 0 },
    });
    const all = placedTargets([...here, ...put.joined], put.places);
    expect(all.map(({ id }) => id)).toEqual(['web', 'db', 'new', 'last']);
  });

  it('calls a new rack as the row goes on', () => {
    expect(nextRackName([])).toBe('A01');
    expect(nextRackName(['A01', 'B09'])).toBe('B10');
    expect(nextRackName(['B02', 'B01'])).toBe('B03');
    expect(nextRackName(['核心柜'])).toBe('A01');
  });

  it('can be taken back and done again; a row of pushes is one step', () => {
    const start = startHistory(draft);
    let history = start;
    for (let times = 0; times < 3; times++)
      history = changed(history, pushItem(history.now, 'A01', 10, 0), 'push A01');
    history = changed(history, turnItem(history.now, 'A01'), 'turn');

    const back = undone(undone(history));
    expect(back.now).toBe(draft);
    expect(undone(back)).toEqual(back);
    expect(redone(redone(back)).now).toBe(history.now);
    const other = changed(undone(history), pushItem(history.now, 'A02', 10, 0));
    expect(redone(other)).toEqual(other);
    expect(changed(start, draft)).toBe(start);
  });
});
