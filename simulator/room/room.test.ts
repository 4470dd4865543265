import { describe, expect, test } from 'vitest';
import { ObjectTable } from '../snmp/object-table.ts';
import { buildRoom } from './build-room.ts';
import { type Incident, IncidentDesk } from './incident.ts';
import { incidents } from './incidents.ts';
import type { Room } from './room.ts';

/** A working day at noon in Shanghai. */
const noonMs = Date.UTC(2026, 2, 4, 4);
const minuteMs = 60_000;

describe('a room that is well', () => {
  const room = buildRoom(noonMs);

  test('holds about two hundred devices of every class of the estate', () => {
    const kinds = new Set(room.devices.map(({ kind }) => kind));

    expect(room.devices.length).toBeGreaterThan(180);
    expect(new Set(room.devices.map(({ name }) => name)).size).toBe(room.devices.length);
    expect(kinds.size).toBe(13);
    for (const device of room.devices) {
      expect(room.isReachable(device), device.name).toBe(true);
      expect(device.snmp ?? device.modbus ?? device.ssh, device.name).toBeDefined();
    }
  });

  test('is neither hot nor short of power', () => {
    const { celsius, humidity } = room.air;

    expect(celsius).toBeGreaterThan(22);
    expect(celsius).toBeLessThan(26);
    expect(humidity).toBeGreaterThan(40);
    expect(humidity).toBeLessThan(60);
    for (const unit of room.units) {
      const { mode, charge, loadShare, runtimeMinutes } = unit.figures(celsius);
      expect(mode).toBe('normal');
      expect(charge).toBe(1);
      expect(loadShare).toBeGreaterThan(0.05);
      expect(loadShare).toBeLessThan(0.7);
      expect(runtimeMinutes).toBeGreaterThan(10);
    }
  });

  test('carries on the UPS exactly what its devices draw', () => {
    const drawn = room.devices
      .filter(({ feeds }) => feeds.length > 0)
      .reduce((sum, device) => sum + device.watts(room.nowMs), 0);
    const carried = room.units.reduce((sum, unit) => sum + unit.figures(24).watts, 0);

    expect(carried).toBeCloseTo(drawn, -1);
  });

  test('neighbours know each other, port by port', () => {
    const speaking = room.devices.filter(({ body }) => body.neighbours.length > 0);
    expect(speaking.length).toBe(36);
    for (const device of speaking) {
      for (const neighbour of device.body.neighbours) {
        const other = room.device(neighbour.name);
        const own = device.body.ports.find(({ index }) => index === neighbour.localPort)!;
        const back = other.body.neighbours.find(
          ({ name, port }) => name === device.name && port === own.name,
        );
        expect(back, `${device.name} ${own.name} → ${neighbour.name}`).toBeDefined();
        expect(other.body.ports.find(({ index }) => index === back!.localPort)!.name).toBe(neighbour.port);
      }
    }
  });

  test('each device has each object once', () => {
    for (const { snmp } of room.devices) {
      if (snmp) expect(new ObjectTable(snmp.objects).size).toBe(snmp.objects.length);
    }
  });

  test('is the same each time it is built for the same moment', () => {
    const again = buildRoom(noonMs);

    expect(again.devices.map(({ body }) => [body.serial, body.startedMs])).toEqual(
      room.devices.map(({ body }) => [body.serial, body.startedMs]),
    );
    expect(again.air.celsius).toBe(room.air.celsius);
  });

  test('counters grow with the hours of the day, and never fall', () => {
    const { life } = room.device('core-1').body.ports.find(({ alias }) => alias === 'agg-1')!;
    const grownIn = (fromHour: number) => {
      const fromMs = noonMs + (fromHour - 12) * 60 * minuteMs;
      return life.bytesIn(fromMs + 60 * minuteMs) - life.bytesIn(fromMs);
    };
    const byHour = Array.from({ length: 24 }, (_, hour) => grownIn(hour));

    expect(Math.min(...byHour)).toBeGreaterThan(0);
    expect(grownIn(10)).toBeGreaterThan(3 * grownIn(3));
  });
});

describe('an incident', () => {
  test('has a name, words in both languages and an end', () => {
    expect(new Set(incidents.map(({ name }) => name)).size).toBe(incidents.length);
    for (const { name, title, description, durationMs } of incidents) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)+$/);
      for (const words of [title, description]) {
        expect(words['zh-CN']).toMatch(/[\u4e00-\u9fff]/);
        expect(words.en.length).toBeGreaterThan(5);
      }
      expect(durationMs).toBeLessThanOrEqual(15 * minuteMs);
    }
  });

  test('mains fail: batteries empty while it lasts, traps are sent, and all recharge', () => {
    const { room, play } = start('ups-on-battery');
    play(1);
    const unit = room.unit('ups-90k');
    const early = unit.figures(24);
    play(4);
    const late = unit.figures(24);

    expect(early.mode).toBe('battery');
    expect(late.charge).toBeLessThan(early.charge);
    expect(late.runtimeMinutes).toBeLessThan(early.runtimeMinutes);
    expect(late.secondsOnBattery).toBeGreaterThan(250);
    expect(late.inputVolts).toBe(0);
    expect(trapsOf(room)).toContain('ups-90k 1.3.6.1.2.1.33.2.1');
    play(2);
    expect(unit.figures(24)).toMatchObject({ mode: 'normal', secondsOnBattery: 0 });
    expect(trapsOf(room)).toContain('ups-15k-1 1.3.6.1.4.1.935.0.9');
    const charge = unit.charge;
    play(5);
    expect(unit.charge).toBeGreaterThan(charge);
  });

  test('an outage longer than the battery ends in silence for what has no other feed', () => {
    const { room, play } = start();
    room.isMainsOut = true;
    play(60);

    expect(room.unit('ups-90k').mode).toBe('off');
    expect(room.isReachable(room.device('acc-02'))).toBe(false);
    room.isMainsOut = false;
    play(1);
    expect(room.isReachable(room.device('acc-02'))).toBe(true);
  });

  test('an air conditioner fails: the room warms over its limit, dries, and cools again', () => {
    const { room, play } = start('air-conditioner-fails');
    const before = { celsius: room.air.celsius, humidity: room.air.humidity };
    play(4);
    const slope = (room.air.celsius - before.celsius) / 4;
    play(7.5);

    expect(slope).toBeGreaterThan(0.25);
    expect(slope).toBeLessThan(1.5);
    expect(room.air.celsius).toBeGreaterThan(28);
    expect(room.air.humidity).toBeLessThan(before.humidity);
    expect(room.air.units[0]!.figures(room.air)).toMatchObject({ isOn: false, hasAlarm: true });
    expect(room.air.units[1]!.capacity).toBeGreaterThan(0.95);
    play(20);
    expect(room.air.celsius).toBeLessThan(26);
  });

  test('a switch dies: what hangs behind it is silent, its neighbours lose their ports', () => {
    const { room, play } = start('switch-dies');
    const core = room.device('core-1');
    const port = core.body.ports.find(({ alias }) => alias === 'agg-3')!;
    const neighbour = core.body.neighbours.find(({ name }) => name === 'agg-3')!;
    play(0.2);

    const silent = room.devices.filter((device) => !room.isReachable(device));
    expect(silent.map(({ name }) => name)).toEqual(expect.arrayContaining(['agg-3', 'acc-03', 'acc-07']));
    expect(silent.length).toBeGreaterThan(20);
    expect(silent.length).toBeLessThan(60);
    expect(port.life.isUp).toBe(false);
    expect(neighbour.isHeard()).toBe(false);
    expect(trapsOf(room)).toContain('core-1 1.3.6.1.6.3.1.1.5.3');
    const stood = port.life.bytesIn(room.nowMs);
    play(2);
    expect(port.life.bytesIn(room.nowMs)).toBe(stood);
    play(3);
    expect(port.life.isUp).toBe(true);
    expect(room.devices.every((device) => room.isReachable(device))).toBe(true);
    expect(port.life.bytesIn(room.nowMs)).toBeGreaterThan(stood);
    expect(room.device('agg-3').body.startedMs).toBeGreaterThan(noonMs);
  });

  test('a port flaps: it goes down and up again and again', () => {
    const { room, play } = start('port-flaps');
    play(3);

    const traps = trapsOf(room).filter((trap) => trap.startsWith('agg-4'));
    expect(traps.filter((trap) => trap.endsWith('.5.3')).length).toBeGreaterThan(4);
    expect(traps.filter((trap) => trap.endsWith('.5.4')).length).toBeGreaterThan(4);
    expect(room.isReachable(room.device('acc-04'))).toBe(true);
  });

  test.each([
    ['fan-fails', 'core-1', 'fans'],
    ['power-supply-fails', 'xcc-sr650-03', 'supplies'],
  ] as const)('%s: a part of %s breaks and is mended', (name, device, parts) => {
    const { room, play } = start(name);
    const broken = () => room.device(device).body[parts].filter(({ ok }) => !ok).length;
    play(1);
    expect(broken()).toBe(1);
    play(8);
    expect(broken()).toBe(0);
  });

  test('an optic weakens until errors grow', () => {
    const { room, play } = start('optic-weakens');
    const { body } = room.device('agg-2');
    const optic = body.optics[0]!;
    const { life } = body.ports.find(({ index }) => index === optic.port)!;
    const errors = life.errors(room.nowMs);
    play(3);
    const half = optic.rxDbm;
    play(2.5);

    expect(half).toBeLessThan(-12);
    expect(optic.rxDbm).toBeLessThan(-17);
    expect(life.errors(room.nowMs)).toBeGreaterThan(errors + 100);
  });

  test('a pool fills up', () => {
    const { room, play } = start('pool-fills');
    const share = () => room.device('array-1').pools[1]!.usedMib / room.device('array-1').pools[1]!.totalMib;
    play(4);
    expect(share()).toBeGreaterThan(0.85);
    play(3.8);
    expect(share()).toBeGreaterThan(0.95);
    play(1);
    expect(share()).toBeCloseTo(0.76);
  });

  test('a configuration changes, and changes again', () => {
    const { room, start: begin } = start();
    const text = () => {
      const answer = room.device('acc-01').ssh!.answers['display current-configuration']!;
      return typeof answer === 'function' ? answer() : answer;
    };
    const before = text();
    begin('configuration-changes');
    const after = text();
    begin('configuration-changes');

    expect(after).not.toBe(before);
    expect(after.trimEnd().endsWith('return')).toBe(true);
    expect(text()).not.toBe(after);
  });

  test('a device restarts: silent for a while, then everything begins at zero', () => {
    const { room, play } = start('device-restarts');
    const device = room.device('acc-07');
    const { life } = device.body.ports.at(-1)!;
    play(0.5);
    expect(room.isReachable(device)).toBe(false);
    play(1);

    expect(room.isReachable(device)).toBe(true);
    expect(room.nowMs - device.body.startedMs).toBeLessThan(2 * minuteMs);
    expect(life.bytesIn(room.nowMs)).toBeLessThan(life.flow.bytesInPerSecond * 200);
    expect(trapsOf(room)).toContain('acc-07 1.3.6.1.6.3.1.1.5.1');
  });

  test('is not started twice at once, and can be ended early', () => {
    const room = buildRoom(noonMs);
    const desk = new IncidentDesk(room);
    const incident = find('ups-on-battery');

    expect(desk.start(incident, noonMs)).toBe(true);
    expect(desk.start(incident, noonMs)).toBe(false);
    expect(desk.running).toEqual([incident]);
    desk.stop(incident, noonMs);
    expect(desk.running).toEqual([]);
    expect(room.isMainsOut).toBe(false);
  });
});

function find(name: string): Incident {
  return incidents.find((incident) => incident.name === name)!;
}

/** A room of its own in which an incident has just begun; `play` lets so many minutes pass. */
function start(name?: string): { room: Room; play(minutes: number): void; start(name: string): void } {
  let nowMs = noonMs;
  const room = buildRoom(nowMs);
  const desk = new IncidentDesk(room);
  const begin = (which: string) => void desk.start(find(which), nowMs);
  if (name) begin(name);
  return {
    room,
    start: begin,
    play(minutes) {
      for (const untilMs = nowMs + minutes * minuteMs; nowMs < untilMs; ) {
        nowMs += 1_000;
        desk.tick(nowMs);
        room.advance(nowMs);
      }
    },
  };
}

function trapsOf(room: Room): string[] {
  return room.takeTraps().map(({ device, oid }) => `${device.name} ${oid}`);
}
