import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ruleBody } from '#collector/hindsight/test-history.ts';
import { watches } from '#judging/watches.ts';
import { Rule } from '#protocol/rule.ts';
import { leftOutBy } from './left-out.ts';

const series = {
  organisation: 'default',
  target: 'web-1',
  metric: 'disk.used_percent',
  labels: { path: '/data', kind: 'ext4' },
  groups: ['group-web'],
  isBeside: false,
};

test.each([
  [{ metric: 'cpu.usage_active' }, 'other_metric'],
  [{ targets: ['web-2'] }, 'other_targets'],
  [{ groups: ['group-db'] }, 'other_groups'],
  [{ labels: { path: ['/', '/var*'] } }, 'other_label'],
  [{ labels: { missing: 'x' } }, 'other_label'],
  [{ notLabels: { path: '/da*' } }, 'unwanted_label'],
])('%j leaves it out by %s', (watch, code) => {
  const rule = Rule.parse(ruleBody({ watch: { metric: series.metric, ...watch } }));

  expect(leftOutBy(rule, series)?.code).toBe(code);
});

test('names what was wanted and what was found', () => {
  const rule = Rule.parse(ruleBody({ watch: { metric: series.metric, labels: { path: ['/', '/var*'] } } }));

  expect(leftOutBy(rule, series)?.params).toEqual({ label: 'path', wanted: '/ /var*', found: '/data' });
  const beside = Rule.parse(ruleBody({ watch: { metric: series.metric, notBeside: 'probe.state' } }));
  expect(leftOutBy(beside, { ...series, isBeside: true })?.code).toBe('left_to_other_metric');
  expect(leftOutBy(beside, series)).toBeUndefined();
});

test('names a clause exactly when the judge does not watch the series', () => {
  const wanted = fc.constantFrom('/data', '/da*', '/var', 'ext4', ['/', '/data'], ['/var', '/x*']);
  const labels = fc.dictionary(fc.constantFrom('path', 'kind', 'other'), wanted, { maxKeys: 2 });
  const watch = fc.record({
    metric: fc.constantFrom('disk.used_percent', 'disk.used_percent', 'cpu.usage_active'),
    targets: fc.subarray(['web-1', 'web-2'], { maxLength: 1 }),
    groups: fc.subarray(['group-web', 'group-db'], { maxLength: 1 }),
    labels,
    notLabels: labels,
  });
  fc.assert(
    fc.property(watch, fc.constantFrom('*', 'default', 'other'), (each, organisation) => {
      const rule = Rule.parse(ruleBody({ watch: each, organisation }));
      const isIn = (group: string) => series.groups.includes(group);

      expect(leftOutBy(rule, series) === undefined).toBe(
        watches(rule, series.organisation, series.target, series, isIn),
      );
    }),
  );
});
