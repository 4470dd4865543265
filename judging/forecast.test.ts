import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileRule } from './compile-rule.ts';
import { evaluate } from './evaluate.ts';
import { reachesAtMs } from './forecast.ts';
import { CHANGE, FIELD } from './state.ts';

const HOUR_MS = 3_600_000;
const START_MS = 1_700_000_000_000;

function forecastRule(reaches: number, from: 'below' | 'above' = 'below', confidence = 0) {
  return compileRule(
    {
      condition: {
        kind: 'forecast',
        reaches,
        from,
        withinMs: 24 * HOUR_MS,
        windowMs: 6 * HOUR_MS,
        confidence,
      },
      holdMs: 0,
      recoveryDelayMs: 0,
    },
    60_000,
  );
}

/** Judges `valueAt(hours)` each minute and returns the hours at which something happened, and the last projection. */
function judge(rule: ReturnType<typeof forecastRule>, hours: number, valueAt: (hour: number) => number) {
  const state = new Float64Array(rule.stateLength);
  const fired: number[] = [];
  const resolved: number[] = [];
  for (let minute = 0; minute <= hours * 60; minute++) {
    const change = evaluate(rule, state, 0, START_MS + minute * 60_000, valueAt(minute / 60));
    if (change === CHANGE.fired) fired.push(minute / 60);
    if (change === CHANGE.resolved) resolved.push(minute / 60);
  }
  const reachesMs = reachesAtMs(rule, state, 0);
  const reachesInHours = reachesMs === null ? null : (reachesMs - START_MS) / HOUR_MS - hours;
  return { fired, resolved, projection: state[FIELD.quantity], reachesInHours };
}

test('a straight line is continued exactly, whatever its slope and level', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -5, max: 5, noNaN: true }),
      fc.double({ min: -1e6, max: 1e6, noNaN: true }),
      (slope, level) => {
        const { projection } = judge(forecastRule(1e12), 9, (hour) => level + slope * hour);

        expect(projection).toBeCloseTo(level + slope * (9 + 24), 4);
      },
    ),
    { numRuns: 30 },
  );
});

test('says nothing before half of the window is there', () => {
  const { fired } = judge(forecastRule(100), 4, (hour) => 70 + 2 * hour);

  expect(fired).toHaveLength(1);
  expect(fired[0]).toBeGreaterThanOrEqual(3);
  expect(fired[0]).toBeLessThan(3.3);
});

test('a level that does not move, however high, reaches nothing', () => {
  expect(judge(forecastRule(100), 8, () => 99.5).fired).toEqual([]);
});

test('one that is full stays violated when it cannot rise any further', () => {
  const { fired, resolved } = judge(forecastRule(100), 30, (hour) => Math.min(100, 80 + 4 * hour));

  expect(fired).toHaveLength(1);
  expect(resolved).toEqual([]);
});

test('resolves when what grew is cleared away', () => {
  const { fired, resolved } = judge(forecastRule(100), 24, (hour) => (hour < 8 ? 60 + 3 * hour : 50));

  expect(fired).toHaveLength(1);
  expect(resolved).toHaveLength(1);
});

test('a supply that runs out is seen from above', () => {
  expect(judge(forecastRule(0, 'above'), 5, (hour) => 90 - 5 * hour).fired).toHaveLength(1);
  expect(judge(forecastRule(0, 'above'), 5, (hour) => 90 + 5 * hour).fired).toEqual([]);
});

test('samples older than the window no longer count', () => {
  const { projection } = judge(forecastRule(1e12), 20, (hour) => (hour < 10 ? 500 * hour : 70));

  expect(projection).toBeCloseTo(70, 6);
});

test('a line that explains too little of the samples says nothing', () => {
  const noisy = (hour: number) => 60 + 3 * hour + (Math.round(hour * 60) % 90 < 45 ? 0 : 30);
  const sure = forecastRule(100, 'below', 0.9);

  expect(judge(forecastRule(100), 5, noisy).fired).toHaveLength(1);
  expect(judge(sure, 5, noisy).fired).toEqual([]);
  expect(judge(sure, 5, (hour) => 60 + 3 * hour).fired).toHaveLength(1);
});

test('it says when the line reaches the limit, from either side', () => {
  expect(judge(forecastRule(100), 6, (hour) => 40 + 2 * hour).reachesInHours).toBeCloseTo(24, 3);
  expect(judge(forecastRule(10, 'above'), 6, (hour) => 40 - 2 * hour).reachesInHours).toBeCloseTo(9, 3);
  expect(judge(forecastRule(100), 6, (hour) => 98 + hour).reachesInHours).toBe(0);
});

test('it does not say when for a line that stands still, moves away or takes years', () => {
  expect(judge(forecastRule(100), 6, () => 40).reachesInHours).toBeNull();
  expect(judge(forecastRule(100), 6, (hour) => 40 - hour).reachesInHours).toBeNull();
  expect(judge(forecastRule(100), 6, (hour) => 40 + hour / 1e4).reachesInHours).toBeNull();
});
