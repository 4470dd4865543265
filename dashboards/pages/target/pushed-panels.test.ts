import { expect, it } from 'vitest';
import { pageForm, pageMetrics } from './page-metrics.ts';
import { pushedFigures, pushedPanels } from './pushed-panels.ts';

const gauge = (metric: string, unit = '') => ({ metric, unit, kind: 'gauge' });

it('draws what is pushed by its subject, and nothing that has its place already', () => {
  const panels = pushedPanels(
    [
      gauge('queue.depth'),
      gauge('http.requests_total'),
      gauge('http.latency', 's'),
      gauge('mem.used_percent'),
    ],
    [],
  );

  expect(panels.map(({ group, id, unit }) => [group, id, unit])).toEqual([
    ['http', 'metric:http.latency', 's'],
    ['http', 'metric:http.requests_total', '1/s'],
    ['queue', 'metric:queue.depth', '1'],
  ]);
  expect(panels[1].metrics[0].counter).toBe(true);
});

it('leaves out bounds of histograms and the bookkeeping of senders', () => {
  expect(
    pushedPanels([gauge('http.latency_bucket'), gauge('scrape.samples'), gauge('agent.cpu')], []),
  ).toEqual([]);
});

it('takes a sender without anything of a host for what it is, and one with it for a host', () => {
  expect(pageForm('server', [gauge('queue.depth')], false)).toBe('pushed');
  expect(pageForm('server', [gauge('cpu.usage_active'), gauge('queue.depth')], false)).toBe('host');
  expect(pageForm('server', [], false)).toBe('host');
  expect(pageForm('server', [gauge('hardware.state')], true)).toBe('device');
  expect(pageForm('database', [], true)).toBe('inside');
  expect(pageMetrics('server', [gauge('queue.depth')], 'pushed').panels).toHaveLength(1);
});

it('has figures of what is pushed, levels before rates', () => {
  const figures = pushedFigures([gauge('http.requests_total'), gauge('queue.depth')]);

  expect(figures.map(({ metric, rate }) => [metric, rate?.unit])).toEqual([
    ['queue.depth', undefined],
    ['http.requests_total', '1/s'],
  ]);
});
