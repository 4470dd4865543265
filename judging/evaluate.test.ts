import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Condition, Rule } from '#protocol/rule.ts';
import { compileRule, severityOf } from './compile-rule.ts';
import { evaluate, evaluateTick } from './evaluate.ts';
import type { TestSample } from './reference-model.ts';
import { shownValue } from './shown.ts';
import { CHANGE, FIELD, OPERAND, PHASE } from './state.ts';

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

test('S1: every firing is followed by exactly one resolution before the next', () => {
  fc.assert(
    fc.property(anyRule, samples, (rule, series) => {
      const compiled = compileRule(rule, INTERVAL_MS);
      const state = new Float64Array(compiled.stateLength);
      const changes = series.map(({ timeMs, value }) => evaluate(compiled, state, 0, timeMs, value));

      const kinds = changes.map((change) => change & ~CHANGE.flapping);
      const ends = kinds.filter((kind) => kind === CHANGE.fired || kind === CHANGE.resolved);

      expect(ends).toEqual(ends.map((_, index) => (index % 2 === 0 ? CHANGE.fired : CHANGE.resolved)));
    }),
  );
});

describe('S2 and S3: threshold, hold and recovery', () => {
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

describe('S9: absent', () => {
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

/** What each change said, with the severity of those that have one. */
function told(rule: Rule, values: number[], stepMs = INTERVAL_MS): string[] {
  const compiled = compileRule(rule, INTERVAL_MS);
  const state = new Float64Array(compiled.stateLength);
  return values.map((value, index) => {
    const change = evaluate(compiled, state, 0, START_MS + index * stepMs, value);
    const kind = NAMES[change & ~CHANGE.flapping];
    const severity = kind === 'fired' || kind === 'severity' ? ` ${severityOf(state[FIELD.severity])}` : '';
    return `${kind}${severity}${change & CHANGE.flapping ? ' flapping' : ''}`;
  });
}

describe('S5 and S6: tiers', () => {
  const above80: Condition = { kind: 'above', threshold: 80 };

  test('one alert changes its severity, up and down, and resolves once', () => {
    const rule = ruleWith(above80, { tiers: [{ severity: 'critical', threshold: 90 }] });

    expect(told(rule, [85, 95, 95, 85, 95, 70])).toEqual([
      'fired warning',
      'severity critical',
      'none',
      'severity warning',
      'severity critical',
      'resolved',
    ]);
  });

  test('what begins grave is grave at once, and does not wait for the milder hold', () => {
    const rule = ruleWith(above80, {
      holdMs: 60_000,
      tiers: [{ severity: 'critical', threshold: 90, holdMs: 0 }],
    });

    expect(told(rule, [95, 85])).toEqual(['fired critical', 'severity warning']);
  });

  test('a severity falls behind its recovery threshold, for the recovery delay', () => {
    const tiers = [{ severity: 'critical' as const, threshold: 90, recoveryThreshold: 86 }];
    const rule = ruleWith(above80, { recoveryDelayMs: 10_000, tiers });

    expect(told(rule, [91, 88, 85, 88, 85, 85])).toEqual([
      'fired critical',
      'none',
      'none',
      'none',
      'none',
      'severity warning',
    ]);
  });

  test('without limits of its own it is what lasts longer', () => {
    const rule = ruleWith({ kind: 'equal', value: 5 }, { tiers: [{ severity: 'critical', holdMs: 20_000 }] });

    expect(told(rule, [5, 5, 5, 0])).toEqual(['fired warning', 'none', 'severity critical', 'resolved']);
  });
});

describe('S4: N of M samples', () => {
  const rule = ruleWith({ kind: 'above', threshold: 5 }, { samples: { atLeast: 3, of: 5 } });

  test('fires with the third of five, wherever the good ones lie between', () => {
    expect(told(rule, [9, 1, 9, 1, 9])).toEqual(['pending', 'none', 'none', 'none', 'fired warning']);
  });

  test('ends waiting when the last violated one is out of sight', () => {
    expect(told(rule, [9, 1, 1, 1, 1, 1])).toEqual(['pending', 'none', 'none', 'none', 'none', 'cancelled']);
  });

  test('one good sample is no recovery while three of five are bad', () => {
    expect(told(rule, [9, 9, 9, 1, 9, 1, 1])).toEqual([
      'pending',
      'none',
      'fired warning',
      'none',
      'none',
      'none',
      'resolved',
    ]);
  });
});

describe('S7: flapping', () => {
  const flapping = { firings: 3, withinMs: 600_000, calmMs: 30_000 };

  test('is told with the third firing, and ends when it was calm', () => {
    expect(
      told(ruleWith({ kind: 'above', threshold: 5 }, { flapping }), [9, 1, 9, 1, 9, 1, 9, 1, 1, 1, 1]),
    ).toEqual([
      'fired warning',
      'resolved',
      'fired warning',
      'resolved',
      'fired warning flapping',
      ...Array(5).fill('none'),
      'resolved',
    ]);
  });

  test('a severity that comes and goes flaps as well, and falls when it was calm', () => {
    const tiers = [{ severity: 'critical' as const, threshold: 8 }];
    const rule = ruleWith({ kind: 'above', threshold: 5 }, { flapping, tiers });

    expect(told(rule, [7, 9, 7, 9, 7, 9, 7, 7, 7, 7])).toEqual([
      'fired warning',
      'severity critical',
      'severity warning',
      'severity critical flapping',
      ...Array(5).fill('none'),
      'severity warning',
    ]);
  });

  test('firings that lie farther apart do not count, nor where nobody wants it', () => {
    const slow = told(ruleWith({ kind: 'above', threshold: 5 }, { flapping }), [9, 1, 9, 1, 9, 1], 200_000);
    const never = told(
      ruleWith({ kind: 'above', threshold: 5 }, { flapping: null }),
      [9, 1, 9, 1, 9, 1, 9, 1],
    );

    expect([...slow, ...never].filter((change) => change.includes('flapping'))).toEqual([]);
  });
});

describe('what comes from outside of the series', () => {
  function slot(condition: Condition) {
    const compiled = compileRule(ruleWith(condition), INTERVAL_MS);
    const state = new Float64Array(compiled.stateLength);
    let timeMs = START_MS;
    return {
      state,
      compiled,
      judge(value: number, operand: Partial<Record<keyof typeof OPERAND, number>> = {}): string {
        timeMs += INTERVAL_MS;
        state.fill(0, compiled.operandAt, compiled.operandAt + 4);
        for (const [name, number] of Object.entries(operand)) {
          state[compiled.operandAt + OPERAND[name as keyof typeof OPERAND]] = number;
        }
        return NAMES[evaluate(compiled, state, 0, timeMs, value)];
      },
    };
  }

  test('a ratio needs a divisor that is not 0 and not old, and shows itself', () => {
    const { judge, compiled, state } = slot({ kind: 'ratio', to: 'mem.total', toLabels: {}, above: 0.9 });

    expect(judge(95)).toBe('none');
    expect(judge(95, { value: 0, atMs: START_MS })).toBe('none');
    expect(judge(95, { value: 100, atMs: START_MS - 60_000 })).toBe('none');
    expect(judge(95, { value: 100, atMs: START_MS })).toBe('fired');
    expect(shownValue(compiled, state, 0)).toBe(0.95);
    expect(judge(10)).toBe('none');
    expect(judge(10, { value: 100, atMs: START_MS + 60_000 })).toBe('resolved');
  });

  test('a deviation needs a band that is valid now', () => {
    const { judge } = slot({ kind: 'deviation', side: 'both', times: 4, atLeast: 0, weeks: 4 });
    const band = { low: 10, high: 20, atMs: START_MS };

    expect(judge(99)).toBe('none');
    expect(judge(99, { ...band, untilMs: START_MS + 20_000 })).toBe('none');
    expect(judge(15, { ...band, untilMs: START_MS + 3_600_000 })).toBe('none');
    expect(judge(9, { ...band, untilMs: START_MS + 3_600_000 })).toBe('fired');
    expect(judge(20, { ...band, untilMs: START_MS + 3_600_000 })).toBe('resolved');
  });

  test('a count needs so many, and so many percent of those that are known', () => {
    const each = { kind: 'above' as const, threshold: 5 };
    const { judge } = slot({ kind: 'count', each, atLeast: 2, atLeastPercent: 30 });

    expect(judge(3)).toBe('none');
    expect(judge(3, { value: 20 })).toBe('none');
    expect(judge(1, { value: 3 })).toBe('none');
    expect(judge(3, { value: 8 })).toBe('fired');
    expect(judge(0, { value: 8 })).toBe('resolved');
  });

  test('less than a part of what the others do', () => {
    const { judge } = slot({ kind: 'group_median', below: 0.2, members: 3 });

    expect(judge(10, { value: 0, atMs: START_MS })).toBe('none');
    expect(judge(10, { value: 100, atMs: START_MS })).toBe('fired');
    expect(judge(30, { value: 100, atMs: START_MS })).toBe('resolved');
  });
});

test('S14: a clock that is set back neither hides silence nor keeps an alert', () => {
  const compiled = compileRule(ruleWith({ kind: 'absent', afterMs: 30_000 }), INTERVAL_MS);
  const state = new Float64Array(compiled.stateLength);
  const setBackMs = START_MS - 3_600_000;
  evaluate(compiled, state, 0, START_MS, 1);

  expect(evaluateTick(compiled, state, 0, setBackMs, 0)).toBe(CHANGE.none);
  expect(evaluateTick(compiled, state, 0, setBackMs + 30_000, 0)).toBe(CHANGE.fired);
  expect(evaluate(compiled, state, 0, setBackMs + 31_000, 1)).toBe(CHANGE.resolved);
  expect(state[FIELD.phase]).toBe(PHASE.ok);
});
