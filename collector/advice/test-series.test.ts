import { describe, expect, test } from 'vitest';
import { Rule } from '#protocol/rule.ts';
import { HOUR_MS, MINUTE_MS, minutes, ruleBody } from './test-history.ts';
import { testSeries } from './test-series.ts';

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
