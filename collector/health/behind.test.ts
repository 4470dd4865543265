import { expect, test } from 'vitest';
import { judgingBehind } from './behind.ts';

const NOW = 1_700_000_000_000;

test('a collector that has just started is not behind by all the time that there ever was', () => {
  expect(judgingBehind(0, NOW - 500, NOW)).toBe(0);
  expect(judgingBehind(0, NOW - 90_000, NOW)).toBe(89_000);
});

test('judging is behind by what has passed since its last tick', () => {
  expect(judgingBehind(NOW - 900, NOW - 90_000, NOW)).toBe(0);
  expect(judgingBehind(NOW - 61_000, NOW - 90_000, NOW)).toBe(60_000);
});
