import { expect, test } from 'vitest';
import { DEFAULT_QUERY_LIMITS, type Query, type SeriesDescription } from '#collector/store/store.ts';
import { Rule } from '#protocol/rule.ts';
import { readHistory } from './read-history.ts';
import type { Watched } from './watched.ts';

const DAY_MS = 86_400_000;
const rule = Rule.parse({
  id: 'r',
  name: { 'zh-CN': '甲', en: 'a' },
  reason: { 'zh-CN': '', en: '' },
  watch: { metric: 'container.cpu' },
  condition: { kind: 'above', threshold: 1 },
  severity: 'info',
});

function seriesOf(target: string, count: number): Watched[] {
  return Array.from({ length: count }, (_, index) => {
    const description = { target, metric: 'container.cpu', labels: { n: String(index) }, intervalMs: 60_000 };
    return { ...(description as unknown as SeriesDescription), organisation: 'main', rule };
  });
}

test('no question is larger than the store answers, however many series one target has', async () => {
  const series = [...seriesOf('a', 10), ...seriesOf('crowded', 2_000), ...seriesOf('z', 10)];
  const points = 90 * 24 * 4;
  const asked: Query['selector'][] = [];
  const told: Watched[] = [];

  for await (const each of readHistory(series, {
    async query({ selector }) {
      asked.push(selector);
      return [];
    },
    limits: DEFAULT_QUERY_LIMITS,
    span: { fromMs: 0, toMs: 90 * DAY_MS },
    resolution: { stepMs: 900_000, aggregation: 'max', why: 'points' } as never,
  })) {
    told.push(each.series);
  }

  expect(new Set(told)).toEqual(new Set(series));
  for (const { targets, labels } of asked) {
    const meant = series.filter(
      (each) => targets?.includes(each.target) && (labels === undefined || labels.n === each.labels.n),
    );
    expect(meant.length * points).toBeLessThanOrEqual(DEFAULT_QUERY_LIMITS.points);
  }
});
