import { expect, test } from 'vitest';
import { fitLine, msUntil } from './line.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const hours = (count: number) => Array.from({ length: count }, (_, hour) => hour * HOUR_MS);

test('a disk that fills by ten a day from 68 is full in 3.2 days', () => {
  const timesMs = hours(25);
  const line = fitLine(
    timesMs,
    timesMs.map((timeMs) => 58 + (10 * timeMs) / DAY_MS),
    DAY_MS,
  );

  expect(line?.level).toBeCloseTo(68, 9);
  expect((msUntil(line as NonNullable<typeof line>, 100, 'below') as number) / DAY_MS).toBeCloseTo(3.2, 6);
});

test('what stands still or moves away never gets there, and what is there is there', () => {
  expect(msUntil({ level: 70, slopePerMs: 0 }, 100, 'below')).toBeNull();
  expect(msUntil({ level: 70, slopePerMs: -1 }, 100, 'below')).toBeNull();
  expect(msUntil({ level: 70, slopePerMs: 1 }, 20, 'above')).toBeNull();
  expect(msUntil({ level: 100, slopePerMs: 0 }, 100, 'below')).toBe(0);
});

test('a line is as sure as it explains what the samples do', () => {
  const timesMs = hours(40);
  const straight = fitLine(timesMs, timesMs, 0);
  const level = fitLine(
    timesMs,
    timesMs.map(() => 99.1),
    0,
  );
  const noise = fitLine(
    timesMs,
    timesMs.map((_, index) => (index % 2) * 100),
    0,
  );

  expect(straight?.confidence).toBeCloseTo(1, 9);
  expect(level).toMatchObject({ confidence: 1 });
  expect(noise?.confidence).toBeLessThan(0.1);
});

test('one moment makes no line, and what was not read is left out', () => {
  expect(fitLine([5], [1], 5)).toBeUndefined();
  expect(fitLine([0, 1, 2], [0, Number.NaN, 4], 2)).toMatchObject({ level: 4, slopePerMs: 2 });
});
