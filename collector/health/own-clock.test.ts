import { expect, test } from 'vitest';
import { ownSkewMs } from './own-clock.ts';

test('our own clock is wrong when most agents say so, to the same side', () => {
  expect(ownSkewMs([60_000, 61_000, 59_000, 10])).toBe(-60_000);
  expect(ownSkewMs([60_000, -61_000, 59_000, 10])).toBe(0);
  expect(ownSkewMs([60_000, 10, -20, 30])).toBe(0);
});

test('two clocks prove nothing', () => {
  expect(ownSkewMs([60_000, 60_000])).toBe(0);
});
