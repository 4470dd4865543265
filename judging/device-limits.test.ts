import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import { type Condition, Rule } from '#protocol/rule.ts';
import { compileRule } from './compile-rule.ts';
import { underLimits } from './device-limits.ts';
import { evaluate } from './evaluate.ts';
import { ReferenceModel } from './reference-model.ts';
import { CHANGE } from './state.ts';

const START_MS = 1_700_000_000_000;
const NAMES = Object.fromEntries(Object.entries(CHANGE).map(([name, code]) => [code, name]));

function ruleWith(condition: Condition, more: object = {}): Rule {
  return Rule.parse({
    id: 'test',
    name: { 'zh-CN': '测试', en: 'test' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'hardware.temperature_celsius' },
    severity: 'warning',
    deviceLimits: true,
    condition,
    ...more,
  });
}

const above: Condition = { kind: 'above', threshold: 60 };
const below: Condition = { kind: 'below', threshold: 10 };
const outside: Condition = { kind: 'outside', low: 10, high: 60 };

describe('the limits of a device take the place of the threshold', () => {
  test.each<[string, Condition, 'info' | 'warning' | 'critical', DeviceLimits, Condition]>([
    [
      'info takes the warning one',
      above,
      'info',
      { high: 45, criticalHigh: 70 },
      { ...above, threshold: 45 },
    ],
    ['warning too', above, 'warning', { high: 80, criticalHigh: 90 }, { ...above, threshold: 80 }],
    ['critical its own', above, 'critical', { high: 45, criticalHigh: 70 }, { ...above, threshold: 70 }],
    ['below the low ones', below, 'warning', { low: 5, criticalLow: 2 }, { ...below, threshold: 5 }],
    ['and critical', below, 'critical', { low: 5, criticalLow: 2 }, { ...below, threshold: 2 }],
    ['limits of the other side are no limits', below, 'warning', { high: 5 }, below],
    ['outside takes both', outside, 'warning', { low: 12, high: 40 }, { ...outside, low: 12, high: 40 }],
    ['or the one there is', outside, 'warning', { high: 40 }, { ...outside, high: 40 }],
    ['crossed ones are none', outside, 'warning', { low: 50, high: 40 }, outside],
    ['nor those that cross the threshold', outside, 'warning', { low: 70 }, outside],
    ['zero is a limit', below, 'warning', { low: 0 }, { ...below, threshold: 0 }],
  ])('%s', (_name, condition, severity, limits, expected) => {
    expect(underLimits(ruleWith(condition, { severity }), limits).condition).toEqual(expected);
  });

  test.each<[string, Condition, 'warning' | 'critical', DeviceLimits, number]>([
    ['a warning keeps its threshold in front of the danger', above, 'warning', { criticalHigh: 70 }, 60],
    ['and never waits until behind it', above, 'warning', { criticalHigh: 50 }, 50],
    ['the same downwards', below, 'warning', { criticalLow: 15 }, 15],
    ['critical keeps its threshold behind the warning of the device', above, 'critical', { high: 45 }, 60],
    ['and does not call critical what the device calls normal', above, 'critical', { high: 75 }, 75],
    ['nor downwards', below, 'critical', { low: 5 }, 5],
  ])('only those of the other severity: %s', (_name, condition, severity, limits, expected) => {
    expect(underLimits(ruleWith(condition, { severity }), limits).condition).toMatchObject({
      threshold: expected,
    });
  });

  test('the recovery threshold keeps its distance', () => {
    const rule = ruleWith(above, { recoveryThreshold: 55 });

    expect(underLimits(rule, { high: 80 })).toMatchObject({
      condition: { threshold: 80 },
      recoveryThreshold: 75,
    });
  });
});

test('a rule that does not ask for them, or a series without them, is judged as written', () => {
  const own = ruleWith(above, { deviceLimits: false });

  expect(underLimits(own, { high: 45 })).toBe(own);
  expect(underLimits(ruleWith(above), undefined)).toEqual(ruleWith(above));
});

test('conditions that do not compare the value cannot ask for them', () => {
  const change = { ...ruleWith({ kind: 'changed' }, { deviceLimits: false }), deviceLimits: true };

  expect(Rule.safeParse(change).error?.issues[0]).toMatchObject({
    path: ['deviceLimits'],
    message: 'not for a condition of kind changed',
  });
});

describe('each severity of a rule', () => {
  const tiers = [{ severity: 'critical' as const, threshold: 90, recoveryThreshold: 87 }];
  const hot = { ...above, threshold: 75 };

  test('takes the limits of its own', () => {
    expect(underLimits(ruleWith(hot, { tiers }), { high: 45, criticalHigh: 50 })).toMatchObject({
      condition: { threshold: 45 },
      tiers: [{ threshold: 50, recoveryThreshold: 47 }],
    });
  });

  test('is never milder than the one below it, however the device orders its limits', () => {
    expect(underLimits(ruleWith(hot, { tiers }), { high: 80, criticalHigh: 60 })).toMatchObject({
      condition: { threshold: 80 },
      tiers: [{ threshold: 80 }],
    });
  });
});

test('values are judged as by a rule with that threshold', () => {
  const limit = fc.option(fc.integer({ min: -20, max: 20 }), { nil: undefined });
  const limits = fc.record({ low: limit, high: limit, criticalLow: limit, criticalHigh: limit });
  const severity = fc.constantFrom('info', 'warning', 'critical');
  const kind = fc.constantFrom('above', 'below', 'outside');
  fc.assert(
    fc.property(
      limits,
      severity,
      kind,
      fc.array(fc.integer({ min: -25, max: 25 })),
      (given, severity, kind, values) => {
        const condition: Condition =
          kind === 'outside' ? { kind, low: -5, high: 5 } : ({ kind, threshold: 3 } as Condition);
        const recovery = { above: { recoveryThreshold: 1 }, below: { recoveryThreshold: 4 }, outside: {} }[
          kind
        ];
        const rule = underLimits(ruleWith(condition, { severity, ...recovery, holdMs: 20_000 }), given);
        const compiled = compileRule(rule, 10_000);
        const state = new Float64Array(compiled.stateLength);
        const model = new ReferenceModel(rule, compiled.gapMs);

        // What comes out is a rule that a person could have written.
        expect(Rule.safeParse(rule).error).toBeUndefined();
        for (const [index, value] of values.entries()) {
          const timeMs = START_MS + index * 10_000;
          const change = evaluate(compiled, state, 0, timeMs, value) & ~CHANGE.flapping;
          expect(NAMES[change]).toBe(model.take({ timeMs, value }).split(' ')[0]);
        }
      },
    ),
  );
});
