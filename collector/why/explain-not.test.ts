import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { HOUR_MS, MINUTE_MS, minutes, ruleBody } from '#collector/hindsight/test-history.ts';
import { compileRule } from '#judging/compile-rule.ts';
import { rejudge } from '#judging/rejudge.ts';
import { Rule } from '#protocol/rule.ts';
import { explainNot } from './explain-not.ts';

const T0 = 1_700_000_000_000;
const rule = (others: object = {}) => Rule.parse(ruleBody(others));

function columns(samples: readonly (readonly [number, number])[]) {
  return { timesMs: samples.map(([timeMs]) => timeMs), values: samples.map(([, value]) => value) };
}

function explain(others: object, values: readonly number[], span = { fromMs: T0, toMs: T0 + HOUR_MS }) {
  return explainNot(rule(others), columns(minutes(T0, values)), MINUTE_MS, span);
}

describe('what the values came to', () => {
  test('never violated, and the nearest that they came', () => {
    expect(explain({}, [40, 88, 70])).toEqual({
      code: 'never_violated',
      params: { nearest: 88, nearestAtMs: T0 + MINUTE_MS, limit: 90 },
    });
  });

  test('violated and not long enough, with the longest run', () => {
    expect(explain({ holdMs: 5 * MINUTE_MS }, [95, 40, 95, 96, 97, 40, 95, 40])).toEqual({
      code: 'not_long_enough',
      params: {
        longestMs: 2 * MINUTE_MS,
        fromMs: T0 + 2 * MINUTE_MS,
        holdMs: 5 * MINUTE_MS,
        nearest: 97,
        nearestAtMs: T0 + 4 * MINUTE_MS,
        limit: 90,
      },
    });
  });

  test('violated in too few of the last samples', () => {
    const samples = { atLeast: 4, of: 5 };

    expect(explain({ samples }, [95, 40, 95, 95, 40, 40, 40, 40, 40])).toMatchObject({
      code: 'samples_not_met',
      params: { most: 3, atLeast: 4, of: 5 },
    });
  });

  test('no verdict while a forecast knows too little', () => {
    const condition = { kind: 'forecast', reaches: 100, withinMs: HOUR_MS, windowMs: 6 * HOUR_MS };

    expect(explain({ condition }, [40, 41, 42])).toEqual({
      code: 'no_verdict',
      params: { kind: 'forecast', values: 3 },
    });
  });

  test('nothing was sent, and when it was sent last', () => {
    const span = { fromMs: T0 + HOUR_MS, toMs: T0 + 2 * HOUR_MS };

    expect(explain({}, [95], span)).toMatchObject({ code: 'fired' });
    expect(explain({}, [40], span)).toEqual({ code: 'no_values', params: { lastMs: T0 } });
  });

  test('silent, and not long enough', () => {
    const condition = { kind: 'absent', afterMs: 10 * MINUTE_MS };
    const samples = columns([...minutes(T0, [1, 1]), ...minutes(T0 + 8 * MINUTE_MS, [1, 1, 1])]);
    const span = { fromMs: T0, toMs: T0 + 11 * MINUTE_MS };

    expect(explainNot(rule({ condition }), samples, MINUTE_MS, span)).toEqual({
      code: 'not_silent_long_enough',
      params: { longestMs: 7 * MINUTE_MS, fromMs: T0 + MINUTE_MS, afterMs: 10 * MINUTE_MS, holdMs: 0 },
    });
  });

  test('fired before the span and still did, and one that ended before it did not', () => {
    const span = { fromMs: T0 + 10 * MINUTE_MS, toMs: T0 + 12 * MINUTE_MS };

    expect(explain({}, Array(12).fill(95), span)).toMatchObject({
      code: 'fired',
      params: { firedAtMs: T0, stillFiring: 1 },
    });
    expect(explain({}, [95, ...Array(11).fill(40)], span)).toMatchObject({ code: 'never_violated' });
  });
});

test('says that it fired exactly when the judge of finished gaps does', () => {
  const value = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Number.NaN));
  const steps = fc.array(fc.tuple(fc.constantFrom(1, 1, 1, 2, 30), value), { maxLength: 60 });
  const holdMs = fc.constantFrom(0, 1, 3, 10).map((count) => count * MINUTE_MS);
  const conditions = fc.constantFrom(
    { kind: 'above', threshold: 5 },
    { kind: 'below', threshold: 3 },
    { kind: 'outside', low: 2, high: 7 },
    { kind: 'equal', value: 4 },
    { kind: 'one_of', values: [1, 8] },
    { kind: 'rate', above: 0.05 },
    { kind: 'forecast', reaches: 9, withinMs: HOUR_MS, windowMs: 20 * MINUTE_MS },
  );
  const rules = fc
    .record(
      {
        condition: conditions,
        holdMs,
        recoveryDelayMs: holdMs,
        samples: fc.constantFrom({ atLeast: 2, of: 3 }, { atLeast: 4, of: 5 }),
        flapping: fc.constantFrom(null, { firings: 2, withinMs: HOUR_MS, calmMs: 5 * MINUTE_MS }),
      },
      { requiredKeys: ['condition', 'holdMs', 'recoveryDelayMs'] },
    )
    .map((others) => rule(others.samples ? { ...others, holdMs: 0 } : others));
  fc.assert(
    fc.property(rules, steps, fc.nat(60), fc.nat(60), (tried, history, from, length) => {
      let timeMs = T0;
      const samples = columns(
        history.map(([step, each]) => {
          timeMs += step * MINUTE_MS;
          return [timeMs, each];
        }),
      );
      const span = { fromMs: T0 + from * MINUTE_MS, toMs: T0 + (from + length) * MINUTE_MS };
      const episodes = rejudge(compileRule(tried, MINUTE_MS), samples).filter(
        ({ firedAtMs, resolvedAtMs }) =>
          firedAtMs <= span.toMs && (resolvedAtMs === null || resolvedAtMs > span.fromMs),
      );

      const { code } = explainNot(tried, samples, MINUTE_MS, span);

      expect(code === 'fired').toBe(episodes.length > 0);
    }),
    { numRuns: 1_000 },
  );
});
