import { describe, expect, it } from 'vitest';
import type { Alert } from '#protocol/alert.ts';
import { HEARD_BY } from '#protocol/fleet.ts';
import type { LiveSelection, LiveSeries } from '#protocol/live.ts';
import type { Target } from '../api/shapes.ts';
import type { LiveListener } from '../live/live-client.ts';
import { AlertBook } from './alert-book.ts';
import { Fleet } from './fleet.ts';
import { arrange, countKinds, type FleetFilter, sameOrder } from './fleet-order.ts';
import { createFrames } from './frames.ts';
import { machineState } from './machine-state.ts';
import { RateMeter, rateBetween } from './rate.ts';
import type { FleetList } from './read-fleet.ts';
import { shownSelections, sortSelections } from './sinks.ts';
import { shownKind } from './target-kind.ts';
import { Trail } from './trail.ts';

const NOW = 1_800_000_000_000;
const ALL: FleetFilter = { text: '', states: [], organisation: '', kinds: [] };
const byName = (a: string, b: string) => a.localeCompare(b);

function target(id: string, name = id): Target {
  const place = { host: name, address: '10.0.0.1', room: '', rack: '', zone: '' };
  return { id, name, kind: 'server', organisation: 'default', ...place };
}

function series(number: number, target: string, metric: string, labels = {}): LiveSeries {
  const kind = metric.startsWith('net.') ? 'counter' : 'gauge';
  return { number, target, metric, labels, kind, unit: '%', intervalMs: 10_000, timeMs: null, value: null };
}

function listOf(targets: readonly Target[], over: Partial<FleetList> = {}): FleetList {
  return {
    revision: 1,
    version: 1,
    truncatedAt: null,
    organisations: [{ id: 'default', name: 'Default', zone: 'UTC' }],
    targets,
    hearings: targets.map(() => ({
      heardAtMs: Number.NaN,
      intervalMs: Number.NaN,
      heardBy: 0,
      silent: false,
    })),
    systems: [],
    ...over,
  };
}

/** A fleet whose live side and frames are driven by hand. */
function fleetOf(...ids: string[]) {
  const frames: (() => void)[] = [];
  const fleet = new Fleet(createFrames((run) => frames.push(run)));
  fleet.setList(listOf(ids.map((id) => target(id))));
  const listeners: LiveListener[] = [];
  const live = {
    subscribe(_select: LiveSelection, listener: LiveListener) {
      listeners.push(listener);
      return () => undefined;
    },
  };
  fleet.watch(live, [{ metrics: [] }]);
  const frame = () => {
    for (const run of frames.splice(0)) run();
  };
  frame();
  const tell = (rows: [number, number, number][]) =>
    listeners[0].values(
      Float64Array.from(rows, (row) => row[0]),
      Float64Array.from(rows, (row) => row[1]),
      Uint32Array.from(rows, (row) => row[2]),
    );
  const hear = (id: string, heardAtMs: number, silent: boolean) =>
    fleet.takeChanges([{ id, heardAtMs, silent, intervalMs: 10_000, heardBy: HEARD_BY.agent }]);
  return { fleet, listener: listeners[0], frame, frames, tell, hear };
}

function alert(target: string, over: Partial<Alert> = {}): Alert {
  return {
    id: `alert-${target}-${over.rule ?? 'r'}`,
    rule: 'r',
    ruleRevision: 1,
    organisation: 'default',
    target,
    metric: 'cpu.usage_active',
    labels: {},
    severity: 'warning',
    state: 'firing',
    beganAtMs: NOW,
    firedAtMs: NOW,
    resolvedAtMs: null,
    value: 90,
    threshold: 80,
    resolution: null,
    reachesAtMs: null,
    flapping: false,
    because: null,
    acknowledged: null,
    assigned: null,
    closed: null,
    ...over,
  };
}

describe('the fleet', () => {
  it('takes the values of a thousand series in one frame and renews each machine once', () => {
    const { fleet, listener, frame, frames, tell } = fleetOf('a', 'b');
    listener.snapshot(
      [series(1, 'a', 'cpu.usage_active', { cpu: 'cpu-total' }), series(2, 'b', 'mem.used_percent')],
      null,
    );
    const before = fleet.machine('a')?.shown.peek();
    let renewed = 0;
    fleet.machine('a')?.shown.subscribe(() => renewed++);

    for (let at = 0; at < 1_000; at++) tell([[NOW + at, at / 10, 1]]);

    expect(frames).toHaveLength(1);
    expect(fleet.machine('a')?.shown.peek()).toBe(before);
    frame();
    expect(renewed).toBe(2);
    expect(fleet.machine('a')?.cpu.value).toBe(99.9);
  });

  it('keeps the values of single cores out of the CPU of the machine', () => {
    const { fleet, listener, tell } = fleetOf('a');
    listener.snapshot(
      [
        series(1, 'a', 'cpu.usage_active', { cpu: 'cpu-total' }),
        series(2, 'a', 'cpu.usage_active', { cpu: 'cpu0' }),
      ],
      null,
    );

    tell([
      [NOW, 10, 1],
      [NOW, 99, 2],
    ]);

    expect(fleet.machine('a')?.cpu.value).toBe(10);
  });

  it('takes the busiest board of a device, and no board where one value stands for all', () => {
    const { fleet, listener, tell } = fleetOf('a');
    const board = (number: number, cpu: string) => series(number, 'a', 'cpu.usage_active', { cpu });
    listener.snapshot([board(1, 'Board 1'), board(2, 'Board 2')], null);

    tell([
      [NOW, 40, 1],
      [NOW, 60, 2],
    ]);
    expect(fleet.machine('a')?.cpu.value).toBe(60);
    tell([[NOW + 10_000, 20, 1]]);
    expect(fleet.machine('a')?.cpu.value).toBe(20);

    listener.added([board(3, 'cpu-total')]);
    tell([
      [NOW + 20_000, 30, 3],
      [NOW + 20_000, 90, 1],
    ]);
    expect(fleet.machine('a')?.cpu.value).toBe(30);
  });

  it('watches of devices all processors, and of hosts what stands for all cores', () => {
    const { fleet } = fleetOf('a', 'b');
    fleet.setList(listOf([target('a'), { ...target('b'), kind: 'switch' }]));

    const [hosts, devices, others] = shownSelections(fleet.machines.peek());

    expect([hosts.targets, hosts.labels]).toEqual([['a'], { cpu: 'cpu-total' }]);
    expect([devices.targets, devices.labels]).toEqual([['b'], undefined]);
    expect(others.targets).toEqual(['a', 'b']);
    expect(sortSelections('worst', fleet.machines.peek())).toEqual([]);
    expect(sortSelections('cpu', fleet.machines.peek())).toHaveLength(2);
  });

  it('counts the kinds with the worst state of each, known ones first', () => {
    const { fleet } = fleetOf('a', 'b', 'c');
    fleet.setList(listOf([target('a'), { ...target('b'), kind: 'ups' }, { ...target('c'), kind: 'ups' }]));
    const book = new AlertBook();
    book.replace([alert('c', { severity: 'critical' })]);
    fleet.settle(book.byTarget);

    expect(countKinds(fleet.machines.peek(), ['ups'])).toEqual([
      { kind: 'ups', count: 2, worst: 'critical' },
      { kind: 'server', count: 1, worst: 'none' },
    ]);
    expect(arrange(fleet.machines.peek(), { ...ALL, kinds: ['ups'] }, 'name', byName)).toHaveLength(2);
  });

  it('names the fullest mount and the busiest interface, and no inner one', () => {
    const { fleet, listener, tell } = fleetOf('a');
    const add = (number: number, metric: string, labels: object) => series(number, 'a', metric, labels);
    listener.snapshot(
      [
        add(1, 'disk.used_percent', { path: '/' }),
        add(2, 'disk.used_percent', { path: '/data' }),
        add(3, 'net.bytes_recv', { interface: 'eth0' }),
        add(4, 'net.bytes_sent', { interface: 'eth0' }),
        add(5, 'net.bytes_recv', { interface: 'lo' }),
      ],
      null,
    );

    tell([
      [NOW, 40, 1],
      [NOW, 91, 2],
      [NOW, 1_000, 3],
      [NOW, 500, 4],
      [NOW, 0, 5],
    ]);
    tell([
      [NOW + 10_000, 11_000, 3],
      [NOW + 10_000, 5_500, 4],
      [NOW + 10_000, 9e9, 5],
    ]);

    const machine = fleet.machine('a');
    expect(machine?.worstDisk?.path).toBe('/data');
    expect(machine?.busiestPort).toEqual({ name: 'eth0', port: { received: 1_000, sent: 500 } });
  });

  it('takes the word of the collector for who is silent, and for who never was heard', () => {
    const { fleet, hear } = fleetOf('a', 'b');
    hear('a', NOW, false);

    fleet.settle(new Map());
    expect(fleet.counts.value).toMatchObject({ ok: 1, none: 1, stale: 0 });
    hear('a', NOW, true);
    fleet.settle(new Map());
    expect(fleet.counts.value).toMatchObject({ ok: 0, none: 1, stale: 1 });
    hear('a', NOW + 30_000, false);
    fleet.settle(new Map());
    expect(fleet.counts.value).toMatchObject({ ok: 1, stale: 0 });
    expect(fleet.machine('a')).toMatchObject({ hasAgent: true, newestMs: NOW + 30_000 });
  });

  it('parts the targets by organisation into those of its systems and those of none', () => {
    const { fleet } = fleetOf();
    const organisations = [
      { id: 'default', name: 'A', zone: 'UTC' },
      { id: 'empty', name: 'B', zone: 'UTC' },
    ];
    const system = { id: 'group-his', name: 'HIS', organisation: 'default', targets: ['a'] };
    fleet.setList(listOf([target('a'), target('b')], { organisations, systems: [system] }));

    const parts = fleet.byOrganisation.value;

    expect(
      parts.map(({ id, systems, machines, loose }) => [id, systems, machines.length, loose.length]),
    ).toEqual([['default', [system], 2, 1]]);
    expect(parts[0].loose[0].target.id).toBe('b');
  });

  it('sorts worst first, then by name in the way of numbers', () => {
    const { fleet } = fleetOf('b', 'a', 'c');
    const book = new AlertBook();
    book.replace([alert('c', { severity: 'critical' }), alert('b')]);
    fleet.settle(book.byTarget);

    const order = arrange(fleet.machines.value, ALL, 'worst', byName);

    expect(order.map(({ target: { id } }) => id)).toEqual(['c', 'b', 'a']);
    expect(sameOrder(order, [...order])).toBe(true);
    expect(sameOrder(order, order.slice(1))).toBe(false);
  });

  it('filters by every word of the text and by states', () => {
    const { fleet } = fleetOf('db-01', 'db-02', 'web-01');
    const names = (filter: Partial<FleetFilter>) =>
      arrange(fleet.machines.value, { ...ALL, ...filter }, 'name', byName).map(({ target: { id } }) => id);

    expect(names({ text: ' DB 02' })).toEqual(['db-02']);
    expect(names({ text: '10.0.0' })).toHaveLength(3);
    expect(names({ states: ['ok'] })).toEqual([]);
    expect(names({ states: ['ok', 'none'] })).toHaveLength(3);
    expect(names({ organisation: 'other' })).toEqual([]);
  });
});

describe('the book of alerts', () => {
  it('keeps what fires by target with the worst severity, and forgets what resolved', () => {
    const book = new AlertBook();
    const worse = alert('a', { severity: 'critical', rule: 'disk', metric: 'disk.used_percent' });
    book.replace([alert('a'), worse]);
    expect(book.byTarget.get('a')).toMatchObject({ count: 2, worst: 'critical' });
    expect(book.byTarget.get('a')?.metrics.get('cpu.usage_active')).toBe('warning');

    const resolved = { ...worse, state: 'resolved' as const };
    book.take({
      id: 'e',
      kind: 'resolved',
      atMs: NOW,
      position: 1,
      late: false,
      by: null,
      comment: '',
      from: null,
      alert: resolved,
    });

    expect(book.byTarget.get('a')).toMatchObject({ count: 1, worst: 'warning' });
    expect(book.active.value).toHaveLength(1);
  });

  it('says aloud what fires now, and nothing that is judged late', () => {
    const book = new AlertBook();

    book.take({
      id: '1',
      kind: 'fired',
      atMs: NOW,
      position: 1,
      late: true,
      by: null,
      comment: '',
      from: null,
      alert: alert('a'),
    });
    expect(book.announced.value).toBeNull();
    book.take({
      id: '2',
      kind: 'fired',
      atMs: NOW,
      position: 2,
      late: false,
      by: null,
      comment: '',
      from: null,
      alert: alert('b'),
    });
    expect(book.announced.value?.alert.target).toBe('b');
  });

  it('knows whether nothing stands or nothing was told yet', () => {
    const book = new AlertBook();
    expect(book.isListed).toBe(false);
    book.replace([]);
    expect(book.isListed).toBe(true);
    book.clear();
    expect(book.isListed).toBe(false);
  });

  it('counts pending alerts for nobody', () => {
    const book = new AlertBook();
    book.replace([alert('a', { state: 'pending', firedAtMs: null })]);

    expect(book.byTarget.size).toBe(0);
    expect(book.active.value).toHaveLength(1);
  });
});

describe('rates and trails', () => {
  it('makes a gap of a counter that falls, and no spike after it', () => {
    const meter = new RateMeter();
    expect(meter.take(0, 1_000)).toBeNaN();
    expect(meter.take(10_000, 2_000)).toBe(100);
    expect(meter.take(20_000, 50)).toBeNaN();
    expect(meter.take(30_000, 150)).toBe(10);
    expect(rateBetween(5, 1, 5, 2)).toBeNaN();
  });

  it('keeps the rate that history knows until there are two readings', () => {
    const meter = new RateMeter();
    meter.seed(7);
    expect(meter.take(0, 1_000)).toBe(7);
    expect(meter.take(10_000, 2_000)).toBe(100);
    meter.seed(7);
    expect(meter.rate).toBe(100);
  });

  it('reads the past oldest first with holes where nothing was', () => {
    const trail = new Trail(4, 1_000);
    trail.add(10_000, 1);
    trail.add(12_500, 3);
    trail.add(12_900, 4);

    expect([...trail.read(12_999)]).toEqual([Number.NaN, 1, Number.NaN, 4]);
    expect([...trail.read(14_000)]).toEqual([Number.NaN, 4, Number.NaN, Number.NaN]);
  });

  it('does not let old values take the place of new ones', () => {
    const trail = new Trail(4, 1_000);
    trail.add(20_000, 9);
    trail.add(12_000, 1);

    expect([...trail.read(20_000)].at(-1)).toBe(9);
  });
});

it('puts an alert before silence, and silence before good', () => {
  expect(machineState('critical', NOW, true, false)).toBe('critical');
  expect(machineState('info', NOW, true, false)).toBe('stale');
  expect(machineState(null, Number.NaN, false, false)).toBe('none');
  expect(machineState(null, NOW, false, false)).toBe('ok');
  expect(machineState(null, NOW, false, true)).toBe('stale');
});

it('shows a sender that pushes and is no host as what it is', () => {
  expect(shownKind({ kind: 'server', subjects: ['nginx', 'redis'] })).toBe('pushed');
  expect(shownKind({ kind: 'server', subjects: ['cpu', 'nginx'] })).toBe('server');
  expect(shownKind({ kind: 'server', subjects: undefined })).toBe('server');
  expect(shownKind({ kind: 'ups', subjects: ['ups'] })).toBe('ups');
});
