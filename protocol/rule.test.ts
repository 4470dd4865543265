import { expect, test } from 'vitest';
import { Rule } from './rule.ts';

const base = {
  id: 'test',
  name: { 'zh-CN': '测试', en: 'test' },
  reason: { 'zh-CN': '', en: '' },
  watch: { metric: 'cpu.usage_active' },
  severity: 'warning',
};

function faults(more: object): string[] {
  const result = Rule.safeParse({ ...base, ...more });
  return result.success
    ? []
    : result.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
}

test.each([
  [{ condition: { kind: 'above', threshold: 80 }, recoveryThreshold: 70, holdMs: 5 }, []],
  [
    { condition: { kind: 'above', threshold: 80 }, recoveryThreshold: 90 },
    ['recoveryThreshold: must not be above 80'],
  ],
  [
    { condition: { kind: 'below', threshold: 80 }, recoveryThreshold: 70 },
    ['recoveryThreshold: must not be below 80'],
  ],
  [
    { condition: { kind: 'rate', above: 1 }, recoveryThreshold: 2 },
    ['recoveryThreshold: must not be above 1'],
  ],
  [
    { condition: { kind: 'absent', afterMs: 60_000 }, recoveryThreshold: 2 },
    ['recoveryThreshold: not for a condition of kind absent'],
  ],
  [{ condition: { kind: 'outside', low: 3, high: 2 } }, ['condition.low: above `high`']],
  [
    { condition: { kind: 'changed' }, holdMs: 1 },
    ['holdMs: a change lasts one sample: 0 is the only hold for it'],
  ],
])('%j is answered with %j', (more, expected) => {
  expect(faults(more)).toEqual(expected);
});
