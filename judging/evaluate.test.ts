import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Condition, Rule } from '#protocol/rule.ts';
import { compileRule } from './compile-rule.ts';
import { evaluate, evaluateTick } from './evaluate.ts';
import { ReferenceModel, type TestSample } from './reference-model.ts';
import { shownValue } from './shown.ts';
import { CHANGE, FIELD } from './state.ts';

const INTERVAL_MS = 10_000;
const START_MS = 1_700_000_000_000;
const NAMES = Object.fromEntries(Object.entries(CHANGE).map(([name, code]) => [code, name]));

function ruleWith(condition: Condition, more: Partial<Rule> = {}): Rule {
  return Rule.parse({
    id: 'test',
    name: { 'zh-CN': '测试', en: 'test' },
    reason: { 'zh-CN': '', en: '' },
    watch: { metric: 'cpu.usage_active' },
    severity: 'warning',
    condition,
    ...more,
  });
}

/** Judges values that come every interval and returns what each did. */
function judge(rule: Rule, values: number[], stepMs = INTERVAL_MS): string[] {
  const compiled = compileRule(rule, INTERVAL_MS);
  const state = new Float64Array(compiled.stateLength);
  return values.map((value, index) => NAMES[evaluate(compiled, state, 0, START_MS + index * stepMs, value)]);
}

const smallValue = fc.oneof(fc.integer({ min: -3, max: 12 }), fc.constant(Number.NaN));
const samples: fc.Arbitrary<TestSample[]> = fc
  .array(
    fc.record({
      stepMs: fc.constantFrom(-5_000, 0, 1_000, 10_000, 10_000, 10_000, 70_000),
      value: smallValue,
    }),
    {
      maxLength: 60,
    },
  )
  .map((steps) => {
    let timeMs = START_MS;
    return steps.map(({ stepMs, value }) => {
      timeMs += stepMs;
      return { timeMs, value };
    });
  });
const durationMs = fc.constantFrom(0, 1_000, 10_000, 25_000, 40_000);
const anyRule: fc.Arbitrary<Rule> = fc
  .tuple(
    fc.oneof(
      fc.record({ kind: fc.constant('above' as const), threshold: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ kind: fc.constant('below' as const), threshold: fc.integer({ min: 0, max: 9 }) }),
      fc.subarray([1, 4, 9], { minLength: 1 }).map((values) => ({ kind: 'one_of' as const, values })),
      fc.constant({ kind: 'outside' as const, low: 2, high: 6 }),
      fc.constant({ kind: 'equal' as const, value: 4 }),
      fc.constant({ kind: 'changed' as const }),
      fc.constantFrom(0, 0.2, 1).map((above) => ({ kind: 'rate' as const, above })),
    ),
    durationMs,
    durationMs,
    fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  )
  .map(([condition, holdMs, recoveryDelayMs, distance]) => {
    const more: Partial<Rule> = { holdMs: condition.kind === 'changed' ? 0 : holdMs, recoveryDelayMs };
    if (distance !== undefined && condition.kind === 'above')
      more.recoveryThreshold = condition.threshold - distance;
    if (distance !== undefined && condition.kind === 'below')
      more.recoveryThreshold = condition.threshold + distance;
    return ruleWith(condition, more);
  });

test('says of any samples what the obvious model says', () => {
  fc.assert(
    fc.property(anyRule, samples, (rule, series) => {
      const compiled = compileRule(rule, INTERVAL_MS);
      const state = new Float64Array(compiled.stateLength);
      const model = new ReferenceModel(rule, compiled.gapMs);

      const said = series.map(({ timeMs, value }) => NAMES[evaluate(compiled, state, 0, timeMs, value)]);

      expect(said).toEqual(series.map((sample) => model.take(sample)));
    }),
    { numRuns: 2_000 },
  );
});

test('every firing is followed by exactly one resolution before the next', () => {
  fc.assert(
    fc.property(anyRule, samples, (rule, series) => {
      const compiled = compileRule(rule, INTERVAL_MS);
      const state = new Float64Array(compiled.stateLength);
      const changes = series.map(({ timeMs, value }) => evaluate(compiled, state, 0, timeMs, value));

      const ends = changes.filter((change) => change === CHANGE.fired || change === CHANGE.resolved);

      expect(ends).toEqual(ends.map((_, index) => (index % 2 === 0 ? CHANGE.fired : CHANGE.resolved)));
    }),
  );
});

describe('threshold', () => {
  test('with hold 0 fires on the first sample above, and the limit itself is not above', () => {
    expect(judge(ruleWith({ kind: 'above', threshold: 80 }), [80, 80.1, 81, 80])).toEqual([
      'none',
      'fired',
      'none',
      'resolved',
    ]);
  });

  test('a dip while pending begins the hold anew', () => {
    const rule = ruleWith({ kind: 'above', threshold: 80 }, { holdMs: 20_000 });

    expect(judge(rule, [90, 90, 70, 90, 90, 90])).toEqual([
      'pending',
      'none',
      'cancelled',
      'pending',
      'none',
      'fired',
    ]);
  });

  test('stays firing between threshold and recovery threshold, and until the recovery delay is over', () => {
    const rule = ruleWith(
      { kind: 'above', threshold: 80 },
      { recoveryThreshold: 70, recoveryDelayMs: 10_000 },
    );

    expect(judge(rule, [81, 75, 70, 75, 70, 69])).toEqual([
      'fired',
      'none',
      'none',
      'none',
      'none',
      'resolved',
    ]);
  });

  test('a hold is not carried over a silence in which nobody knows what was', () => {
    const rule = ruleWith({ kind: 'above', threshold: 80 }, { holdMs: 120_000 });

    expect(judge(rule, [90, 90, 90], 100_000)).toEqual(['pending', 'none', 'none']);
    expect(judge(rule, [90, 90, 90, 90], 60_000)).toEqual(['pending', 'none', 'fired', 'none']);
  });

  test('what was not read changes nothing and does not end a hold', () => {
    const rule = ruleWith({ kind: 'below', threshold: 10 }, { holdMs: 20_000 });

    expect(judge(rule, [5, Number.NaN, 5])).toEqual(['pending', 'none', 'fired']);
  });
});

describe('rate', () => {
  const rule = ruleWith({ kind: 'rate', above: 2 });

  test('is growth a second, and the first sample gives none', () => {
    expect(judge(rule, [1_000, 1_020, 1_041, 1_041])).toEqual(['none', 'none', 'fired', 'resolved']);
  });

  test('a counter that was reset or wrapped is a gap and neither fires nor resolves', () => {
    expect(judge(rule, [4_294_967_000, 100, 110, 200, 5, 15])).toEqual([
      'none',
      'none',
      'none',
      'fired',
      'none',
      'resolved',
    ]);
  });

  test('shows the rate as the value', () => {
    const compiled = compileRule(rule, INTERVAL_MS);
    const state = new Float64Array(compiled.stateLength);
    evaluate(compiled, state, 0, START_MS, 100);
    evaluate(compiled, state, 0, START_MS + 10_000, 150);

    expect(shownValue(compiled, state, 0)).toBe(5);
  });
});

describe('absent', () => {
  const rule = ruleWith({ kind: 'absent', afterMs: 30_000 });
  const compiled = compileRule(rule, INTERVAL_MS);

  test('fires when silent for long enough, resolves with the next value', () => {
    const state = new Float64Array(compiled.stateLength);
    evaluate(compiled, state, 0, START_MS, 1);

    expect(evaluateTick(compiled, state, 0, START_MS + 29_999, 0)).toBe(CHANGE.none);
    expect(evaluateTick(compiled, state, 0, START_MS + 30_000, 0)).toBe(CHANGE.fired);
    expect(evaluateTick(compiled, state, 0, START_MS + 31_000, 0)).toBe(CHANGE.none);
    expect(state[FIELD.beganMs]).toBe(START_MS);
    expect(shownValue(compiled, state, 0)).toBeNull();
    expect(evaluate(compiled, state, 0, START_MS + 40_000, 1)).toBe(CHANGE.resolved);
  });

  test('a value that could not be read is no presence', () => {
    const state = new Float64Array(compiled.stateLength);
    evaluate(compiled, state, 0, START_MS, 1);
    evaluate(compiled, state, 0, START_MS + 20_000, Number.NaN);

    expect(evaluateTick(compiled, state, 0, START_MS + 30_000, 0)).toBe(CHANGE.fired);
  });

  test('silence counts only while somebody listened', () => {
    const state = new Float64Array(compiled.stateLength);
    evaluate(compiled, state, 0, START_MS, 1);
    const listeningSinceMs = START_MS + 600_000;

    expect(evaluateTick(compiled, state, 0, listeningSinceMs + 29_000, listeningSinceMs)).toBe(CHANGE.none);
    expect(evaluateTick(compiled, state, 0, listeningSinceMs + 30_000, listeningSinceMs)).toBe(CHANGE.fired);
  });

  test('hold and recovery delay work as for values', () => {
    const slow = compileRule({ ...rule, holdMs: 5_000, recoveryDelayMs: 10_000 }, INTERVAL_MS);
    const state = new Float64Array(slow.stateLength);
    evaluate(slow, state, 0, START_MS, 1);

    expect(evaluateTick(slow, state, 0, START_MS + 30_000, 0)).toBe(CHANGE.pending);
    expect(evaluateTick(slow, state, 0, START_MS + 35_000, 0)).toBe(CHANGE.fired);
    expect(evaluate(slow, state, 0, START_MS + 40_000, 1)).toBe(CHANGE.none);
    expect(evaluateTick(slow, state, 0, START_MS + 70_000, 0)).toBe(CHANGE.none);
    expect(evaluate(slow, state, 0, START_MS + 80_000, 1)).toBe(CHANGE.none);
    expect(evaluate(slow, state, 0, START_MS + 90_000, 1)).toBe(CHANGE.resolved);
  });
});
