import { expect, test } from 'vitest';
import { Rule } from '#protocol/rule.ts';
import { watches } from './watches.ts';

const rule = (watch: object) =>
  Rule.parse({
    id: 'r',
    name: { 'zh-CN': '甲', en: 'a' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'disk.used', ...watch },
    condition: { kind: 'above', threshold: 1 },
    severity: 'info',
  });
const series = { metric: 'disk.used', labels: { path: '/var' } };

test.each([
  [{ labels: { path: '/v*' } }, true],
  [{ labels: { path: ['/', '/var'] } }, true],
  [{ notLabels: { path: '/v*' } }, false],
  [{ labels: { device: '*' } }, false],
  // Every object has these: they are no labels.
  [{ labels: { constructor: '*' } }, false],
  [{ labels: { toString: ['*', 'x'] } }, false],
  [{ notLabels: { constructor: '*', valueOf: 'x' } }, true],
])('%j: %s', (watch, expected) => {
  expect(watches(rule(watch), 'default', 't', series)).toBe(expected);
});
