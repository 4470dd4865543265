import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRule } from './compile-rule.ts';
import { evaluate } from './evaluate.ts';
import { rejudge } from './rejudge.ts';
import { CHANGE, FIELD } from './state.ts';

const START_MS = 1_700_000_000_000;
const rule = compileRule(
  { condition: { kind: 'above', threshold: 5 }, holdMs: 10_000, recoveryDelayMs: 0 },
  10_000,
);

function series(values: number[]) {
  return { timesMs: values.map((_, index) => START_MS + index * 10_000), values };
}

test('finds the episodes of a gap, and says of the last one that it was still going on', () => {
  const episodes = rejudge(rule, series([9, 8, 7, 1, 9, 9, 9]));

  expect(episodes).toEqual([
    {
      beganAtMs: START_MS,
      firedAtMs: START_MS + 10_000,
      resolvedAtMs: START_MS + 30_000,
      firedValue: 8,
      resolvedValue: 1,
      severity: 2,
      reachesAtMs: null,
      turns: [],
    },
    {
      beganAtMs: START_MS + 40_000,
      firedAtMs: START_MS + 50_000,
      resolvedAtMs: null,
      firedValue: 9,
      resolvedValue: null,
      severity: 2,
      reachesAtMs: null,
      turns: [],
    },
  ]);
});

test('does not repeat an episode that had fired before the gap, and leaves the state before alone', () => {
  const before = new Float64Array(rule.stateLength);
  evaluate(rule, before, 0, START_MS - 20_000, 9);
  evaluate(rule, before, 0, START_MS - 10_000, 9);
  const copy = before.slice();

  expect(rejudge(rule, series([9, 1, 1]), before)).toEqual([]);
  expect(before).toEqual(copy);
});

test('says of a gap what the stream would have said', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 50 }), (values) => {
      const { timesMs } = series(values);
      const state = new Float64Array(rule.stateLength);
      const fired = timesMs
        .filter((timeMs, index) => evaluate(rule, state, 0, timeMs, values[index]) === CHANGE.fired)
        .map((firedAtMs) => firedAtMs);

      expect(rejudge(rule, { timesMs, values }).map((episode) => episode.firedAtMs)).toEqual(fired);
      expect(state[FIELD.lastMs]).toBe(timesMs.at(-1) ?? 0);
    }),
  );
});
