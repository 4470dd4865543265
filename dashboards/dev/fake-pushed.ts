import { type FakeMachine, type FakeSeries, INTERVAL_MS } from './fake-fleet.ts';

/** Something that only pushes: an exporter and a program of people's own, with names that nobody planned for. */
export function makePushed(): FakeMachine {
  const id = 't-9800';
  const series: FakeSeries[] = [];
  const add = (
    metric: string,
    at: (timeMs: number) => number,
    labels: Record<string, string> = {},
    unit = '1',
  ) =>
    series.push({
      target: id,
      metric,
      labels,
      kind: metric.endsWith('_total') ? 'counter' : 'gauge',
      unit,
      intervalMs: INTERVAL_MS,
      at,
    });
  const wave = (level: number, width: number) => (timeMs: number) =>
    Math.round((level + width * Math.sin(timeMs / 300_000)) * 100) / 100;
  const grow = (perSecond: number) => (timeMs: number) => Math.round((timeMs / 1_000 - 1.78e9) * perSecond);
  for (const queue of ['orders', 'reports', 'letters'])
    add('queue.depth', wave(queue.length * 4, 6), { queue });
  add('queue.oldest_seconds', wave(40, 30), {}, 's');
  for (const code of ['200', '404', '500']) add('http.requests_total', grow(Number(code) / 90), { code });
  add('http.latency_seconds', wave(0.2, 0.1), {}, 's');
  add('go.goroutines', wave(80, 20));
  add('go.heap_bytes', wave(9e7, 2e7), {}, 'B');
  return {
    id,
    name: 'appointments-exporter',
    address: '10.30.4.8',
    organisation: 'default',
    cores: 1,
    memoryBytes: 1024 ** 3,
    series,
    silent: [],
  };
}
