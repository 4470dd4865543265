import { describe, expect, it } from 'vitest';
import { en } from '../../../words/en.ts';
import { namedMetrics } from '../../../words/metric-words.ts';
import { DEVICE_KINDS } from '../../settings/devices/kinds.ts';
import type { MachineSeries } from '../machine-series.ts';
import { MACHINE_METRICS } from '../panels.ts';
import { GENERIC, KINDS } from './kinds.ts';
import { readFigure, readFigures } from './read-figure.ts';

function series(metric: string, value: number, labels: Record<string, string> = {}, rate?: number) {
  return {
    metric,
    labels,
    unit: '1',
    latest: { value, timeMs: 0, intervalMs: 10_000 },
    rate: rate === undefined ? undefined : { rate },
    limits: undefined,
  } as unknown as MachineSeries;
}
const told = (...all: MachineSeries[]) => ({
  of: (metric: string) => all.filter((each) => each.metric === metric),
});

describe('the list of what matters', () => {
  it('has every kind that people choose, but those that are like any device', () => {
    const listed = new Set([...Object.keys(KINDS), 'console', 'device']);

    expect(DEVICE_KINDS.filter((kind) => !listed.has(kind))).toEqual([]);
  });

  it('names only metrics that have words or are followed on the page of a host', () => {
    const known = new Set([...namedMetrics(), ...MACHINE_METRICS, ...Object.keys(en.metrics)]);
    const own = /^(ward|nothing)\./;

    const unknown = [...Object.values(KINDS).flat(), ...GENERIC]
      .map(({ metric }) => metric)
      .filter((metric) => !known.has(metric) && !own.test(metric));

    expect([...new Set(unknown)]).toEqual([]);
  });
});

describe('a figure', () => {
  it('is the worst of its series', () => {
    const data = told(
      series('disk.used_percent', 40, { path: '/' }),
      series('disk.used_percent', 91, { path: '/a' }),
    );

    expect(readFigure({ metric: 'disk.used_percent' }, data)).toMatchObject({ value: 91, all: 2, unit: '%' });
  });

  it('is the least where less is worse, and the gravest of states', () => {
    const days = told(
      series('certificate.days_left', 90, { a: '1' }),
      series('certificate.days_left', 3, { a: '2' }),
    );
    const parts = told(
      series('hardware.state', 0, { part: 'a' }),
      series('hardware.state', 2, { part: 'b' }),
    );

    expect(readFigure({ metric: 'certificate.days_left' }, days)?.value).toBe(3);
    expect(readFigure({ metric: 'hardware.state' }, parts)?.series.labels.part).toBe('b');
  });

  it('counts ports that are up, and parts that are ill', () => {
    const ports = told(
      ...[0, 0, 1].map((state, at) => series('net.link_state', state, { interface: `GE${at}` })),
    );
    const parts = told(...[0, 2].map((state, at) => series('hardware.state', state, { part: `${at}` })));

    expect(readFigure(KINDS.switch[0], ports)?.count).toEqual({ part: 2, whole: 3 });
    expect(readFigure(KINDS.switch[1], parts)?.count).toEqual({ part: 1, whole: 2 });
  });

  it('is the busiest outer port in bits', () => {
    const data = told(
      series('net.bytes_recv', 1, { interface: 'lo' }, 900),
      series('net.bytes_recv', 1, { interface: 'eth0' }, 100),
    );
    const [received] = KINDS.server.filter(({ name }) => name === 'received');

    expect(readFigure(received, data)).toMatchObject({ value: 800, unit: 'b/s' });
  });

  it('is left out where nothing is told, and never more stand than there is room for', () => {
    const data = told(series('mem.used_percent', 5), series('swap.used_percent', Number.NaN));

    expect(readFigures(KINDS.server, data, 10).map(({ figure }) => figure.metric)).toEqual([
      'mem.used_percent',
    ]);
    expect(readFigures(KINDS.server, data, 0)).toEqual([]);
  });
});
