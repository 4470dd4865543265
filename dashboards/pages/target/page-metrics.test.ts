import { expect, it } from 'vitest';
import { LIVE_METRICS } from '#protocol/live.ts';
import { DEVICE_METRICS } from './device/device-metrics.ts';
import { INSIDE_PANELS } from './device/inside-panels.ts';
import { pageMetrics } from './page-metrics.ts';

const metric = (name: string) => ({ metric: name, unit: '1', kind: 'gauge' });

it('follows no more than one subscription may name, whatever an exporter sends', () => {
  const named = Array.from({ length: 2 * LIVE_METRICS }, (_, index) => metric(`exporter.m${index}`));

  expect(DEVICE_METRICS.length).toBeLessThanOrEqual(LIVE_METRICS);
  for (const kind of ['switch', ...Object.keys(INSIDE_PANELS)])
    expect(pageMetrics(kind, named).followed.length).toBeLessThanOrEqual(LIVE_METRICS);
});

it('has the words that all share first, then those of the probe alone, each once', () => {
  const { followed } = pageMetrics(
    'database',
    ['redis.keys', 'database.sessions', 'database.role'].map(metric),
  );

  expect(followed.slice(0, 3)).toEqual(['database.role', 'database.sessions', 'redis.keys']);
  expect(new Set(followed).size).toBe(followed.length);
  expect(followed).toContain('database_space.used_percent');
});
