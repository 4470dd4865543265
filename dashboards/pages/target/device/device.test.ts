import { describe, expect, it } from 'vitest';
import { portKey } from '#protocol/port-key.ts';
import type { MachineSeries } from '../machine-series.ts';
import { portsOf } from './port-rows.ts';
import { countByValue, rangeOfValues, valueRows } from './value-rows.ts';

function series(metric: string, value: number, labels: Record<string, string> = {}): MachineSeries {
  const latest = { value, timeMs: 0, intervalMs: 10_000 };
  return {
    metric,
    labels,
    unit: '1',
    latest,
    rate: undefined,
    limits: undefined,
    history: undefined as never,
  };
}

function dataOf(...all: MachineSeries[]) {
  return { of: (metric: string) => all.filter((each) => each.metric === metric) };
}

describe('the ports of a device', () => {
  it.each([
    ['GE1/0/1', 'GigabitEthernet1/0/1'],
    ['Gi1/0/1', 'GigabitEthernet1/0/1'],
    ['XGE1/0/52', 'Ten-GigabitEthernet1/0/52'],
    ['Te1/1', 'TenGigabitEthernet1/1'],
    ['XGigabitEthernet0/0/4', 'XGE0/0/4'],
    ['FGE1/0/25', 'FortyGigE1/0/25'],
    ['HundredGigE1/0/1', '100GE1/0/1'],
    ['BAGG1', 'Bridge-Aggregation1'],
    ['Vlan10', 'Vlan-interface10'],
  ])('%s is %s', (short, long) => {
    expect(portKey(short)).toBe(portKey(long));
  });

  it.each([
    ['GigabitEthernet1/0/1', 'GigabitEthernet1/0/11'],
    ['GigabitEthernet1/0/1', 'Ten-GigabitEthernet1/0/1'],
    ['0/1', '1'],
    ['eth0', 'eth1'],
  ])('%s is not %s', (one, other) => {
    expect(portKey(one)).not.toBe(portKey(other));
  });

  it('are one row for what two probes tell about them, connected ones first', () => {
    const ports = portsOf(
      dataOf(
        series('net.link_state', 1, { interface: 'GE1/0/1' }),
        series('net.link_state', 0, { interface: 'GE1/0/10', alias: 'ups-1' }),
        series('net.link_state', 0, { interface: 'GE1/0/2' }),
        series('net.link_state', 0, { interface: 'GigabitEthernet1/0/2' }),
        series('net.speed', 1_000, { interface: 'GigabitEthernet1/0/2' }),
        series('optic.rx_dbm', -5, { interface: 'GE1/0/2' }),
      ),
    );

    expect(ports.map(({ name }) => name)).toEqual(['GigabitEthernet1/0/2', 'GE1/0/10', 'GE1/0/1']);
    expect(ports[0]).toMatchObject({ state: 0, speed: 1_000, light: -5 });
    expect(ports[1].alias).toBe('ups-1');
  });
});

describe('the table of all values', () => {
  const disks = Array.from({ length: 6 }, (_, at) =>
    series('room.temperature_celsius', 30 + (at % 3), { sensor: `disk ${at}` }),
  );
  const load = series('ups.load_percent', 20, { line: '1' });
  const data = dataOf(load, ...disks);
  const metrics = ['ups.load_percent', 'room.temperature_celsius', 'net.bytes_recv'];

  it('has many values of a kind as one line, until somebody opens it', () => {
    const folded = valueRows(metrics, data.of, new Set());
    expect(folded.map(({ kind }) => kind)).toEqual(['one', 'many']);

    const opened = valueRows(metrics, data.of, new Set(['room.temperature_celsius']));
    expect(opened).toHaveLength(2 + disks.length);
    expect(opened[2]).toMatchObject({ kind: 'one', isOpened: true });
  });

  it('leaves out what has a place of its own', () => {
    const ports = dataOf(series('net.bytes_recv', 1), series('hardware.state', 0, { part: 'fan 1' }));
    expect(valueRows(['net.bytes_recv', 'hardware.state'], ports.of, new Set())).toEqual([]);
  });

  it('sums many up by range and by count', () => {
    expect(rangeOfValues(disks)?.least.latest.value).toBe(30);
    expect(rangeOfValues(disks)?.greatest.latest.value).toBe(32);
    expect(rangeOfValues([series('a.b', Number.NaN)])).toBeUndefined();
    expect(countByValue([series('a.b', 1), series('a.b', 0), series('a.b', 0)])).toEqual([
      { value: 0, count: 2 },
      { value: 1, count: 1 },
    ]);
  });
});
