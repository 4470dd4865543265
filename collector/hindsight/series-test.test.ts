import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compileRule } from '#judging/compile-rule.ts';
import { evaluate, evaluateTick } from '#judging/evaluate.ts';
import { rejudge } from '#judging/rejudge.ts';
import { CHANGE, FIELD } from '#judging/state.ts';
import { Rule } from '#protocol/rule.ts';
import { testSeries } from './series-test.ts';
import { HOUR_MS, MINUTE_MS, minutes, ruleBody } from './test-history.ts';

const T0 = 1_700_000_000_000;
const rule = (others: object) => Rule.parse(ruleBody(others));

function columns(samples: readonly (readonly [number, number])[]) {
  return { timesMs: samples.map(([timeMs]) => timeMs), values: samples.map(([, value]) => value) };
}

const atOnce = async () => {};
const whole = { fromMs: T0, toMs: T0 + 24 * HOUR_MS };

describe('a value', () => {
  test('that violates for the hold is an episode, and one that comes back soon is a flap', async () => {
    const samples = columns(minutes(T0, [95, 95, 95, 50, 95, 95, 95, 50, 95, 50]));

    const found = await testSeries(rule({ holdMs: 2 * MINUTE_MS }), samples, MINUTE_MS, whole, atOnce);

    expect(found).toMatchObject([
      { beganAtMs: T0, firedAtMs: T0 + 2 * MINUTE_MS, endedAtMs: T0 + 3 * MINUTE_MS, flap: false },
      { beganAtMs: T0 + 4 * MINUTE_MS, endedAtMs: T0 + 7 * MINUTE_MS, flap: true },
    ]);
  });

  test('that violated only in front of the span leads up to it and is not counted', async () => {
    const samples = columns(minutes(T0 - 5 * MINUTE_MS, [95, 50, 95, 95, 95, 95, 95, 50]));

    const found = await testSeries(rule({}), samples, MINUTE_MS, whole, atOnce);

    expect(found.map(({ beganAtMs }) => beganAtMs)).toEqual([T0 - 3 * MINUTE_MS]);
  });
});

describe('silence', () => {
  const absent = rule({ condition: { kind: 'absent', afterMs: 5 * MINUTE_MS }, holdMs: MINUTE_MS });

  test('longer than allowed and held is an episode from the last sample on', async () => {
    const samples = columns([...minutes(T0, [1, 1]), ...minutes(T0 + 30 * MINUTE_MS, [1])]);

    expect(
      await testSeries(absent, samples, MINUTE_MS, { fromMs: T0, toMs: T0 + 31 * MINUTE_MS }, atOnce),
    ).toMatchObject([
      {
        beganAtMs: T0 + MINUTE_MS,
        firedAtMs: T0 + 7 * MINUTE_MS,
        endedAtMs: T0 + 30 * MINUTE_MS,
      },
    ]);
  });

  test('that lasts to the end is still firing, and one that just fails to last is none', async () => {
    const samples = columns([...minutes(T0, [1]), ...minutes(T0 + 6 * MINUTE_MS, [1])]);

    expect(
      await testSeries(absent, samples, MINUTE_MS, { fromMs: T0, toMs: T0 + 20 * MINUTE_MS }, atOnce),
    ).toMatchObject([{ beganAtMs: T0 + 6 * MINUTE_MS, endedAtMs: null }]);
  });

  test('in which somebody asked and could not read is silence', async () => {
    const samples = columns([
      ...minutes(T0, [1]),
      ...minutes(T0 + 3 * MINUTE_MS, [Number.NaN]),
      ...minutes(T0 + 8 * MINUTE_MS, [1]),
    ]);

    expect(
      await testSeries(absent, samples, MINUTE_MS, { fromMs: T0, toMs: T0 + 9 * MINUTE_MS }, atOnce),
    ).toHaveLength(1);
  });
});

describe('by chance', () => {
  const value = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Number.NaN));
  const history = fc
    .array(fc.tuple(fc.constantFrom(1, 1, 2, 7, 40), value), { maxLength: 60 })
    .map((steps) => {
      let timeMs = T0;
      return columns(
        steps.map(([step, each]) => {
          timeMs += step * MINUTE_MS;
          return [timeMs, each];
        }),
      );
    });
  const holdMs = fc.constantFrom(0, 1, 3, 10).map((count) => count * MINUTE_MS);
  const flapping = fc.constantFrom(null, { firings: 2, withinMs: HOUR_MS, calmMs: 5 * MINUTE_MS });
  const ever = { fromMs: 0, toMs: T0 + 7 * 24 * HOUR_MS };

  test('the episodes are those that the judge of finished gaps finds', async () => {
    const tier = { severity: 'critical', threshold: 7 };
    const rules = fc.record({
      condition: fc.constantFrom({ kind: 'above', threshold: 5 }),
      tiers: fc.constantFrom([], [tier], [{ ...tier, holdMs: 0 }]),
      holdMs,
      recoveryDelayMs: holdMs,
      flapping,
    });
    await fc.assert(
      fc.asyncProperty(rules, history, async (others, samples) => {
        const tried = rule(others);

        const found = await testSeries(tried, samples, MINUTE_MS, ever, atOnce);

        const expected = rejudge(compileRule(tried, MINUTE_MS), samples);
        expect(found.map(({ beganAtMs, firedAtMs, endedAtMs }) => [beganAtMs, firedAtMs, endedAtMs])).toEqual(
          expected.map(({ beganAtMs, firedAtMs, resolvedAtMs }) => [beganAtMs, firedAtMs, resolvedAtMs]),
        );
      }),
      { numRuns: 300 },
    );
  });

  test('silence judged at few moments is silence judged at every tick', async () => {
    const rules = fc.record({
      condition: fc.constantFrom(2, 5).map((after) => ({ kind: 'absent', afterMs: after * MINUTE_MS })),
      holdMs,
      recoveryDelayMs: holdMs,
      flapping,
    });
    await fc.assert(
      fc.asyncProperty(rules, history, async (others, samples) => {
        const tried = rule(others);
        const last = samples.timesMs.at(-1) ?? T0;
        const toMs = last + 20 * MINUTE_MS;

        const found = await testSeries(tried, samples, MINUTE_MS, { fromMs: 0, toMs }, atOnce);

        expect(found.map(({ firedAtMs, endedAtMs }) => [firedAtMs, endedAtMs])).toEqual(
          everyTick(tried, samples, toMs),
        );
      }),
      { numRuns: 200 },
    );
  });

  /** Ticks twice a minute, a sample before the tick of its time. */
  function everyTick(tried: Rule, samples: ReturnType<typeof columns>, toMs: number) {
    const compiled = compileRule(tried, MINUTE_MS);
    const state = new Float64Array(compiled.stateLength);
    const episodes: [number, number | null][] = [];
    let next = 0;
    const take = (change: number, atMs: number) => {
      const kind = change & ~CHANGE.flapping;
      if (kind === CHANGE.fired) episodes.push([atMs, null]);
      if (kind === CHANGE.resolved) episodes[episodes.length - 1][1] = atMs;
    };
    for (let nowMs = T0; nowMs < toMs; nowMs += MINUTE_MS / 2) {
      for (; next < samples.timesMs.length && samples.timesMs[next] <= nowMs; next++) {
        take(
          evaluate(compiled, state, 0, samples.timesMs[next], samples.values[next]),
          samples.timesMs[next],
        );
      }
      if (state[FIELD.lastMs] > 0) take(evaluateTick(compiled, state, 0, nowMs, 0), nowMs);
    }
    return episodes;
  }
});
