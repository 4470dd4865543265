import { describe, expect, it } from 'vitest';
import type { Alert } from '#protocol/alert.ts';
import { Machine } from '../../state/machine.ts';
import type { MachineState } from '../../state/machine-state.ts';
import { type RoomSeries, roomGlances } from './room-figures.ts';
import { compareParts, healthOf, partsOf, rankOf, worstByTarget } from './summarise.ts';

function machine(id: string, state: MachineState): Machine {
  const place = { host: id, address: '', room: '', rack: '', zone: '', organisation: 'o' };
  const made = new Machine({ id, name: id, kind: 'server', ...place });
  made.state = state;
  return made;
}

const alert = (id: string, target: string, over: Partial<Alert> = {}): Alert =>
  ({ id, target, severity: 'critical', state: 'firing', because: null, ...over }) as Alert;

describe('the first level', () => {
  const machines = [machine('a', 'ok'), machine('b', 'critical'), machine('c', 'stale'), machine('d', 'ok')];
  const of = (id: string) => machines.find(({ target }) => target.id === id);
  const system = (id: string, ...targets: string[]) => ({ id, name: id, organisation: 'o', targets });

  it('is as bad as the worst of its targets, and names the worst alert that nothing else explains', () => {
    const active = [
      alert('hidden', 'b', { because: {} as Alert['because'] }),
      alert('second', 'c'),
      alert('third', 'b'),
      alert('pending', 'a', { state: 'pending' }),
    ];
    const organisation = {
      id: 'o',
      name: 'O',
      systems: [system('group-calm', 'a'), system('group-his', 'a', 'b', 'c')],
      machines,
      loose: [machines[3]],
    };

    const parts = partsOf(organisation, of, worstByTarget(active), rankOf(active)).sort(compareParts);

    expect(parts.map(({ key, health, alert: worst }) => [key, health.worst, worst?.id])).toEqual([
      ['group-his', 'critical', 'second'],
      ['group-calm', 'ok', undefined],
      ['rest o', 'ok', undefined],
    ]);
    expect(healthOf(machines).counts).toEqual({ critical: 1, warning: 0, stale: 1, none: 0, ok: 2 });
    expect(healthOf([]).worst).toBe('none');
  });

  it('is no better than an alert of the group as a whole', () => {
    const active = [alert('whole', 'group-his', { severity: 'warning' })];
    const organisation = { id: 'o', name: 'O', systems: [system('group-his', 'a')], machines, loose: [] };

    const [his] = partsOf(organisation, of, worstByTarget(active), rankOf(active));

    expect([his.health.worst, his.alert?.id]).toEqual(['warning', 'whole']);
  });
});

describe('a machine room at a glance', () => {
  const NOW = 1_000_000;
  const series = (target: string, metric: string, value: number, timeMs = NOW): RoomSeries => ({
    target,
    metric,
    value,
    timeMs,
    unit: '',
    intervalMs: 10_000,
  });
  const placeOf = (target: string) =>
    target === 'unseen' ? undefined : { room: target.slice(0, 2), organisation: 'ours' };

  it('tells the worst of each figure, and leaves out what nobody sees', () => {
    const [b1, b2] = roomGlances(
      [
        series('B1-s1', 'room.temperature_celsius', 22),
        series('B1-s2', 'room.temperature_celsius', 27),
        series('B1-ac', 'cooling.return_temperature_celsius', 40),
        series('B1-s1', 'room.humidity_percent', 20),
        series('B1-s2', 'room.humidity_percent', 60),
        series('B1-u1', 'ups.runtime_minutes', 30),
        series('B1-u2', 'ups.runtime_minutes', 12),
        series('B2-ac', 'cooling.return_temperature_celsius', 25),
        series('B2-ac', 'cooling.state', 1),
        series('unseen', 'ups.load_percent', 99),
      ],
      placeOf,
      NOW,
    );

    expect([b1.temperature?.value, b1.humidity?.value, b1.minutes?.value, b1.load]).toEqual([
      27,
      20,
      12,
      undefined,
    ]);
    expect([b2.room, b2.temperature?.value, b2.coolers.length]).toEqual(['B2', 25, 1]);
  });

  it('is another room where another organisation calls one the same', () => {
    const rooms = roomGlances(
      [
        series('ours', 'room.temperature_celsius', 22),
        series('theirs', 'room.temperature_celsius', 27),
        series('ours', 'room.humidity_percent', 50),
      ],
      (organisation) => ({ room: 'B1', organisation }),
      NOW,
    );

    expect(rooms.map(({ organisation, temperature }) => [organisation, temperature?.value])).toEqual([
      ['ours', 22],
      ['theirs', 27],
    ]);
  });

  it('prefers what is measured now to what was worse long ago, and says so where there is nothing else', () => {
    const old = series('B1-s1', 'room.temperature_celsius', 50, NOW - 60_000);
    const [fresh] = roomGlances([old, series('B1-s2', 'room.temperature_celsius', 21)], placeOf, NOW);
    const [only] = roomGlances([old], placeOf, NOW);

    expect(fresh.temperature).toMatchObject({ value: 21, old: false });
    expect(only.temperature).toMatchObject({ value: 50, old: true });
  });
});
