import { describe, expect, test } from 'vitest';
import { Rule } from '#protocol/rule.ts';
import { Threshold } from '#protocol/threshold.ts';
import { mistakeIn } from './check-threshold.ts';
import { type Places, resolveThreshold } from './resolve-threshold.ts';
import { withValues } from './with-values.ts';

const rule = (fields: object = {}): Rule =>
  Rule.parse({
    id: 'busy',
    name: { 'zh-CN': '甲', en: 'a' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'cpu.usage_active' },
    condition: { kind: 'above', threshold: 90 },
    severity: 'warning',
    ...fields,
  });

const set = (level: string, subject: string, values: object, fields: object = {}): Threshold =>
  Threshold.parse({ rule: 'busy', level, organisation: 'main', subject, values, ...fields });

const places: Places = {
  organisation: 'main',
  target: 't1',
  labels: { cpu: 'cpu0' },
  groups: [
    { id: 'group-big', size: 50 },
    { id: 'group-b', size: 3 },
    { id: 'group-a', size: 3 },
  ],
};

const thresholdOf = (overrides: Threshold[], of = rule()) => {
  const { condition } = resolveThreshold(of, places, overrides).rule;
  return condition.kind === 'above' ? condition.threshold : undefined;
};

describe('the threshold of a series', () => {
  const all = [
    set('organisation', '', { threshold: 1 }),
    set('group', 'group-big', { threshold: 2 }),
    set('group', 'group-b', { threshold: 3 }),
    set('group', 'group-a', { threshold: 4 }),
    set('target', 't1', { threshold: 5 }),
    set('series', 't1', { threshold: 6 }, { labels: { cpu: 'cpu0' } }),
  ];

  test.each([1, 2, 3, 4, 5, 6])('is that of the most specific of %i levels', (count) => {
    expect(thresholdOf(all.slice(0, count).reverse())).toBe(count);
  });

  test('is that of the rule where nothing else concerns it, and then the rule itself is what judges', () => {
    const one = rule();
    const foreign = [
      set('target', 't2', { threshold: 1 }),
      set('group', 'group-c', { threshold: 1 }),
      set('series', 't1', { threshold: 1 }, { labels: { cpu: 'cpu1' } }),
      set('organisation', '', { threshold: 1 }, { organisation: 'other' }),
      set('target', 't1', { threshold: 1 }, { rule: 'another' }),
    ];

    expect(resolveThreshold(one, places, foreign).rule).toBe(one);
  });

  test('takes each value from the most specific level that says one', () => {
    const { rule: effective, values } = resolveThreshold(rule({ holdMs: 1 }), places, [
      set('target', 't1', { threshold: 80 }),
      set('organisation', '', { threshold: 70, holdMs: 60_000 }),
    ]);

    expect(values).toEqual({ threshold: 80, holdMs: 60_000 });
    expect(effective).toMatchObject({ condition: { threshold: 80 }, holdMs: 60_000 });
  });

  test('is told with what every level says and what stands above it', () => {
    const { sayings } = resolveThreshold(rule(), places, all.slice(0, 4));

    expect(sayings.map(({ level, subject, standings }) => [level, subject, standings[0]])).toEqual([
      ['group', 'group-a', { field: 'threshold', standing: 'applies' }],
      ['group', 'group-b', { field: 'threshold', standing: 'smaller_group' }],
      ['group', 'group-big', { field: 'threshold', standing: 'smaller_group' }],
      ['organisation', '', { field: 'threshold', standing: 'more_specific' }],
      ['rule', '', { field: 'enabled', standing: 'applies' }],
    ]);
    expect(sayings.at(-1)?.standings).toContainEqual({ field: 'threshold', standing: 'more_specific' });
  });

  test('that was set for what the rule was before is passed over', () => {
    const changed = rule({ condition: { kind: 'outside', low: 1, high: 9 } });
    const { rule: effective, sayings } = resolveThreshold(changed, places, [
      set('target', 't1', { threshold: 80 }),
      set('organisation', '', { high: 8 }),
    ]);

    expect(effective.condition).toEqual({ kind: 'outside', low: 1, high: 8 });
    expect(sayings[0].standings).toEqual([{ field: 'threshold', standing: 'not_understood' }]);
  });
});

describe('a rule with other values', () => {
  test('keeps the distance of its recovery, and its tiers behind the threshold', () => {
    const graded = rule({
      recoveryThreshold: 85,
      tiers: [{ severity: 'critical', threshold: 95 }],
    });

    expect(withValues(graded, { threshold: 97 })).toMatchObject({
      recoveryThreshold: 92,
      tiers: [{ threshold: 97 }],
    });
    expect(withValues(graded, { threshold: 80 }).tiers[0].threshold).toBe(95);
    expect(
      withValues(graded, { threshold: 80, tiers: [{ severity: 'critical', threshold: 85 }] }).tiers[0]
        .threshold,
    ).toBe(85);
  });

  test('stands above what the device says of itself, as far as it says a limit', () => {
    expect(withValues(rule({ deviceLimits: true }), { threshold: 80 }).deviceLimits).toBe(false);
    expect(withValues(rule({ deviceLimits: true }), { holdMs: 5 }).deviceLimits).toBe(true);
  });

  test('of a ratio with one limit takes it as the threshold, with two as low and high', () => {
    const one = rule({ condition: { kind: 'ratio', to: 'a.b', below: 0.1 } });
    const two = rule({ condition: { kind: 'ratio', to: 'a.b', below: 0.1, above: 0.9 } });

    expect(withValues(one, { threshold: 0.2 }).condition).toMatchObject({ below: 0.2 });
    expect(withValues(two, { low: 0.2, high: 0.8 }).condition).toMatchObject({ below: 0.2, above: 0.8 });
    expect(withValues(two, { threshold: 5 })).toEqual(two);
  });
});

describe('a threshold that is refused says why', () => {
  const graded = rule({ tiers: [{ severity: 'critical', threshold: 95 }] });
  test.each([
    [graded, set('target', 't1', {}), 'values', /^at least one of enabled, threshold, /],
    [
      rule({ condition: { kind: 'changed' } }),
      set('target', 't1', { threshold: 1 }),
      'values.threshold',
      /^for a condition of kind changed: enabled, holdMs$/,
    ],
    [
      rule(),
      set('target', 't1', { low: 1 }),
      'values.low',
      /^for a condition of kind above: enabled, threshold/,
    ],
    [
      graded,
      set('target', 't1', { tiers: [{ severity: 'info', threshold: 1 }] }),
      'values.tiers',
      /^the tiers of the rule: critical$/,
    ],
    [
      rule(),
      set('target', 't1', { threshold: 80, recoveryThreshold: 85 }),
      'values.recoveryThreshold',
      /^must not be above 80$/,
    ],
    [
      rule({ condition: { kind: 'changed' } }),
      set('target', 't1', { holdMs: 5 }),
      'values.holdMs',
      /0 is the only hold/,
    ],
    [rule(), set('organisation', 't1', { threshold: 1 }), 'subject', /^nothing at the level/],
    [rule(), set('group', '', { threshold: 1 }), 'subject', /^the id of the group$/],
    [rule(), set('target', 't1', { threshold: 1 }, { labels: { a: 'b' } }), 'labels', /^none, except/],
  ])('%#', (of, threshold, field, allowed) => {
    expect(mistakeIn(of, threshold)).toMatchObject({ field, allowed: expect.stringMatching(allowed) });
  });

  test('and one that is right is not', () => {
    expect(mistakeIn(graded, set('target', 't1', { threshold: 80, recoveryThreshold: 75 }))).toBeUndefined();
  });
});
