import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextDueMs, periodOf, pointsBetween } from './plan.ts';

test('the next due time is the first point of the grid after now', () => {
  expect(nextDueMs(3, 10, 3)).toBe(13);
  expect(nextDueMs(3, 10, 12.9)).toBe(13);
  expect(nextDueMs(3, 10, 13)).toBe(23);
  expect(nextDueMs(3, 10, -100)).toBe(-97);
});

test('however late one looks, the due times stay on the grid and in the future by at most a period', () => {
  fc.assert(
    fc.property(fc.nat(1e9), fc.integer({ min: 100, max: 1e7 }), fc.nat(1e12), (base, period, now) => {
      const due = nextDueMs(base, period, now);
      expect(Math.abs((due - base) % period)).toBe(0);
      expect(due).toBeGreaterThan(now);
      expect(due).toBeLessThanOrEqual(now + period);
    }),
  );
});

test('what was missed is counted, the point that is due now included', () => {
  expect(pointsBetween(0, 10, 20, 20)).toBe(0);
  expect(pointsBetween(0, 10, 20, 29)).toBe(0);
  expect(pointsBetween(0, 10, 20, 30)).toBe(1);
  expect(pointsBetween(0, 10, 20, 65)).toBe(4);
});

test('a fixed time is rounded to whole intervals', () => {
  expect(periodOf({ intervals: 1 }, 10_000)).toBe(10_000);
  expect(periodOf({ intervals: 6 }, 10_000)).toBe(60_000);
  expect(periodOf({ ms: 60_000 }, 7_000)).toBe(63_000);
  expect(periodOf({ ms: 60_000 }, 3_600_000)).toBe(3_600_000);
});
