import { expect, test } from 'vitest';
import { Rule } from '#protocol/rule.ts';
import { lateEvents } from './late-events.ts';

const T0 = 1_700_000_000_000;
const subject = {
  rule: Rule.parse({
    id: 'space',
    name: { 'zh-CN': '空间', en: 'space' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'disk.used_percent' },
    severity: 'warning',
    condition: { kind: 'above', threshold: 80 },
  }),
  revision: 3,
  organisation: 'main',
  target: 'web1',
  series: { metric: 'disk.used_percent', labels: { path: '/' }, unit: '%' },
};

test('a finished gap becomes pairs of late events, with the ids that the stream would have given', () => {
  const timesMs = [0, 10, 20, 30].map((second) => T0 + second * 1_000);

  const events = lateEvents(subject, 10_000, { timesMs, values: [50, 90, 60, 95] });

  expect(
    events.map(({ kind, atMs, late, alert }) => [kind, atMs - T0, late, alert.resolution, alert.value]),
  ).toEqual([
    ['fired', 10_000, true, null, 90],
    ['resolved', 20_000, true, 'recovered', 60],
    ['fired', 30_000, true, null, 95],
    ['resolved', 30_000, true, 'superseded', 95],
  ]);
  expect(events[0].alert.id).toBe(events[1].alert.id);
  expect(lateEvents(subject, 10_000, { timesMs, values: [50, 90, 60, 95] })).toEqual(events);
});
