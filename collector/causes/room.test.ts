import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { T0, type TellingWorld, tellingWorld } from '#collector/notify/test-telling-world.ts';
import type { Alert, AlertEvent } from '#protocol/alert.ts';
import { CauseDesk } from './cause-desk.ts';
import { causesIn } from './cause-ledger.ts';
import { causeStage } from './cause-stage.ts';
import type { Estate, EstateTarget } from './graph.ts';
import { anEstate, aTarget } from './test-estate.ts';
import { MEANING_OF, Room, type Thing } from './test-room.ts';

/*
 * A room of 300 things, told by real telling over a real ledger to a real webhook, at a time of our own: one core switch,
 * twelve access switches that only cables tell of, servers of which half say by themselves what they hang on, two UPS,
 * boards that are asked by an agent.
 */

const RACKS = 12;
const SERVERS = 19;
const PATIENCE = { waitMs: 15_000, settleMs: 90_000, polledSettleMs: 330_000 };

interface Told {
  kind: string;
  rule: string;
  target: string;
  atMs: number;
}

let world: TellingWorld;
let down: Set<string>;
let estate: Estate;
let things: Thing[];
let room: Room;
let desk: CauseDesk;
let teller: ReturnType<TellingWorld['teller']>;
let told: Told[];
let firstFiredMs: number | undefined;

beforeEach(async () => {
  world = await tellingWorld();
  await world.channel('ops', { isDefault: true, callsPerMinute: 600 });
  down = new Set();
  told = [];
  firstFiredMs = undefined;
  buildRoom();
  room = new Room(world.ledger.sql, things, T0, isHeard);
  await open();
});
afterEach(async () => {
  await desk.close();
  await world.close();
  expect(world.faults).toEqual([]);
});

function buildRoom(): void {
  const targets: EstateTarget[] = [];
  const cables: [string, string][] = [];
  things = [];
  const add = (target: EstateTarget, watched: Thing['watched']) => {
    targets.push({ ...target, room: '3F' });
    things.push({ id: target.id, watched });
  };
  add(aTarget('ward', {}, { kind: 'collector' }), 'not');
  add(aTarget('core', {}), 'polled');
  add(aTarget('poller', { network: ['core'] }, { kind: 'server' }), 'agent');
  for (const ups of ['ups-a', 'ups-b']) add(aTarget(ups, { network: ['core'] }, { kind: 'ups' }), 'polled');
  add(aTarget('crac', { network: ['core'] }, { kind: 'air_conditioner' }), 'polled');
  for (let sensor = 0; sensor < 6; sensor++) add(aTarget(`sensor-${sensor}`, {}, { kind: 'sensor' }), 'not');
  for (let rack = 0; rack < RACKS; rack++) {
    const access = `access-${rack}`;
    add(aTarget(access, {}), 'polled');
    cables.push(['core', access]);
    for (let server = 0; server < SERVERS; server++) {
      const id = `server-${rack}-${server}`;
      const isCabled = rack % 2 === 0;
      const power = server < 10 ? ['ups-a'] : ['ups-a', 'ups-b'];
      add(aTarget(id, { network: isCabled ? [] : [access], power }, { kind: 'server' }), 'agent');
      if (isCabled) cables.push([access, id]);
    }
    for (let board = 0; board < 4; board++) {
      add(aTarget(`board-${rack}-${board}`, { network: [access] }, { kind: 'server_board' }), 'polled');
    }
  }
  estate = anEstate(targets, {
    cables,
    agents: things.flatMap(({ id, watched }) =>
      watched === 'agent'
        ? { target: id, organisation: 'main', zone: id === 'poller' ? 'default' : null }
        : [],
    ),
    asked: new Map(things.flatMap(({ id, watched }) => (watched === 'polled' ? [[id, 'poller']] : []))),
  });
}

/** The truth, which nobody in the collector sees. */
function isHeard(id: string): boolean {
  if (down.has(id)) return false;
  const { kind, parents } = estate.targets.find((target) => target.id === id) as EstateTarget;
  if (parents.power.length > 0 && parents.power.every((feed) => down.has(`${feed} output`))) return false;
  // What asks others stands beside the core: without it neither is heard.
  if (kind === 'server_board' || kind === 'server') {
    const access = id === 'poller' ? 'core' : `access-${id.split('-')[1]}`;
    return !down.has(access) && !down.has('core');
  }
  return !down.has('core');
}

async function open(): Promise<void> {
  desk = await CauseDesk.open({
    sql: world.ledger.sql,
    estate: async () => estate,
    meaningOf: (rule) => MEANING_OF[rule],
    signs: () => room.signs,
    nowMs: () => world.clock.nowMs,
    onFault: (what, error) => void world.faults.push(`${what}: ${error.message}`),
    patience: PATIENCE,
  });
  teller = world.teller({ suppress: causeStage(desk), causes: desk, nowMs: () => world.clock.nowMs });
}

/** Both end as a crash ends them, and begin anew. */
async function restart(): Promise<void> {
  await desk.close();
  await teller.close();
  await open();
}

async function happen(...events: AlertEvent[]): Promise<void> {
  desk.take(await room.record(events));
}

async function goBy(seconds: number, each?: (second: number) => Promise<void>): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    world.clock.nowMs += 1_000;
    await each?.(second);
    const events = await room.second(world.clock.nowMs);
    if (events.some(({ kind }) => kind === 'fired')) firstFiredMs ??= world.clock.nowMs;
    desk.take(events);
    await desk.run();
    if (events.length === 0 && second % 5 > 0) continue;
    await teller.run();
    const known = told.length;
    const all = world.received.flatMap((call) => call.events);
    for (const { kind, alert } of all.slice(known))
      told.push({ kind, rule: alert.rule, target: alert.target, atMs: world.clock.nowMs });
  }
}

const lines = () => told.map(({ kind, rule, target }) => `${kind} ${rule} ${target}`);

/** From the first thing that was found to the first call. */
const tookMs = () => (told[0]?.atMs ?? Number.NaN) - (firstFiredMs ?? Number.NaN);

/** What each message said that its first event takes down. */
const takes = () =>
  world.received.map(({ events: [event], consequences }) => event && consequences[event.alert.id]);

const nothingLeft = { hidden: 0, undecided: 0 };

describe('a core switch is pulled', () => {
  const PULLED = ['fired common-cause core'];
  const BACK = ['resolved common-cause core', 'fired agent-silent server-3-3'];

  test('which is one call, and what was really broken speaks up when it is back', async () => {
    await goBy(20);
    down.add('core');
    await goBy(240, async (second) => {
      if (second === 120) down.add('server-3-3');
    });

    expect(things.length).toBeGreaterThanOrEqual(290);
    expect(lines()).toEqual(PULLED);
    expect(tookMs()).toBeLessThanOrEqual(30_000);
    const cause = world.received[0]?.events[0]?.alert.id ?? '';
    expect(room.firing.length).toBeGreaterThan(270);
    // Most have not been missed yet as it is told: what hangs on it is known all the same.
    const [taken] = takes();
    expect(taken).toMatchObject({ hanging: 292, notWell: 0, names: { length: 10 } });
    expect(taken?.total).toBeGreaterThan(1);
    expect(desk.consequences(cause).length).toBe(room.firing.length);
    expect(await causesIn(world.ledger.sql).consequences(cause, 10)).toMatchObject({
      total: room.firing.length,
      standing: room.firing.length,
      alerts: { length: 10 },
    });

    down.delete('core');
    await goBy(200);
    expect(lines()).toEqual([...PULLED, ...BACK]);
    expect(room.firing).toEqual(['server-3-3']);
    expect(takes()[1]).toMatchObject({ total: 292, hanging: 0, names: { length: 10 } });
    expect(desk.stats).toMatchObject(nothingLeft);

    down.clear();
    await goBy(15);
    expect(lines()).toEqual([...PULLED, ...BACK, 'resolved agent-silent server-3-3']);
  });

  test('and the collector is restarted again and again meanwhile: nothing is told twice or lost', async () => {
    await goBy(20);
    down.add('core');
    down.add('server-3-3');
    await goBy(200, async (second) => {
      if (second > 60 && second % 7 === 0) await restart();
    });
    expect(lines()).toEqual(PULLED);
    expect(tookMs()).toBeLessThanOrEqual(30_000);

    down.delete('core');
    await goBy(200, async (second) => {
      if (second % 23 === 0) await restart();
    });

    expect(lines()).toEqual([...PULLED, ...BACK]);
    expect(desk.stats).toMatchObject(nothingLeft);
  });
});

test('an access switch is pulled: one call, and two servers elsewhere are calls of their own', async () => {
  await goBy(20);
  down.add('access-4');
  down.add('server-1-1');
  down.add('server-2-2');
  await goBy(220);

  expect(lines().sort()).toEqual([
    'fired agent-silent server-1-1',
    'fired agent-silent server-2-2',
    'fired device-unreachable access-4',
  ]);
});

test('a UPS switches its output off: one call, and what has another supply is none of it', async () => {
  await goBy(20);
  down.add('ups-a output');
  const off = room.alert('ups-output-off', 'ups-a', T0 + 50_000, T0 + 50_000, {
    metric: 'ups.output_source',
  });
  await goBy(140, async (second) => {
    if (second === 30) await happen(room.fired(off, world.clock.nowMs));
  });

  expect(lines()).toEqual(['fired ups-output-off ups-a']);
  expect(takes()).toMatchObject([{ total: 0, hanging: RACKS * 10 }]);
  expect(desk.consequences(off.id)).toHaveLength(RACKS * 10);
  expect(desk.consequences(off.id)[0]?.because).toMatchObject({ target: 'ups-a', relation: 'power' });

  down = new Set(['server-0-0']);
  await happen(room.resolved(off, world.clock.nowMs));
  await goBy(130);

  expect(lines().slice(1)).toEqual(['resolved ups-output-off ups-a', 'fired agent-silent server-0-0']);
  expect(desk.stats).toMatchObject(nothingLeft);
});

test('a UPS is gone without a word: one call', async () => {
  await goBy(20);
  down.add('ups-a');
  down.add('ups-a output');
  await goBy(200);

  expect(lines()).toEqual(['fired device-unreachable ups-a']);
  expect(tookMs()).toBeLessThanOrEqual(30_000);

  down.clear();
  await goBy(130);
  expect(lines().slice(1)).toEqual(['resolved device-unreachable ups-a']);
});

test('an air conditioner stops: one call, until the room gets hotter than that call said', async () => {
  const atMs = world.clock.nowMs;
  const off = room.alert('cooling-off', 'crac', atMs, atMs, { severity: 'warning', metric: 'cooling.state' });
  await happen(room.fired(off, atMs));
  const warm = { metric: 'room.temperature_celsius', value: 29, threshold: 28, severity: 'warning' as const };
  const rooms = [0, 1, 2, 3, 4, 5].map((sensor) =>
    room.alert('room-temperature', `sensor-${sensor}`, atMs, atMs + 5_000, warm),
  );
  await goBy(30, async (second) => {
    if (second === 5) await happen(...rooms.map((alert) => room.fired(alert, world.clock.nowMs)));
  });

  expect(lines()).toEqual(['fired cooling-off crac']);
  expect(desk.consequences(off.id)).toHaveLength(6);

  const [hottest, ...others] = rooms.map((alert) => ({ ...alert, value: 33 }));
  const hot = room.fired({ ...(hottest as Alert), severity: 'critical' }, world.clock.nowMs);
  await happen({ ...hot, id: 'hot', kind: 'severity_changed', from: 'warning' });
  await goBy(10);
  expect(
    lines()
      .slice(1)
      .map((line) => line.replace(/^\w+ /, '')),
  ).toEqual(['room-temperature sensor-0']);

  await happen(...others.map((alert) => room.resolved(alert, world.clock.nowMs)));
  await happen(room.resolved(off, world.clock.nowMs));
  await goBy(10);
  expect(lines().slice(2)).toEqual(['resolved cooling-off crac']);
  expect(desk.stats).toMatchObject(nothingLeft);
});

test('the only agent of a zone is gone: one call, which its zone and what it asks hang on', async () => {
  await goBy(20);
  down.add('poller');
  const zone = room.alert('zone-without-agent', 'ward', T0 + 100_000, T0 + 100_000, {
    metric: 'ward.zone_targets_unasked',
    labels: { zone: 'default', organisation: 'main' },
  });
  await goBy(120, async (second) => {
    if (second === 80) await happen(room.fired(zone, world.clock.nowMs));
  });

  expect(lines()).toEqual(['fired agent-silent poller']);
  const [agent] = world.received[0]?.events ?? [];
  expect(desk.consequences(agent?.alert.id ?? '').map(({ rule }) => rule)).toEqual(['zone-without-agent']);
});

test('the store is down: one call, and silence is told as ever', async () => {
  await goBy(20);
  down.add('server-5-5');
  const store = room.alert('store-behind', 'ward', T0, T0, { metric: 'ward.store_behind_seconds' });
  await goBy(110, async (second) => {
    if (second === 10) await happen(room.fired(store, world.clock.nowMs));
  });

  expect(lines()).toEqual(['fired store-behind ward', 'fired agent-silent server-5-5']);
});
