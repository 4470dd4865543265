import { expect, test } from 'vitest';
import { restartsIn } from './restarts.ts';

const restarts = (...pairs: [seconds: number, uptime: number][]) =>
  restartsIn(
    'system.uptime',
    Float64Array.from(pairs, ([seconds]) => seconds * 1_000),
    Float64Array.from(pairs, ([, uptime]) => uptime),
  ).map(({ atMs }) => atMs);

test('a time since the start that falls is a start, when it was', () => {
  expect(restarts([100, 5_000], [160, 5_060], [220, 20], [280, 80])).toEqual([200_000]);
});

test('a start is never told from before the reading that did not have it', () => {
  expect(restarts([100, 5_000], [160, 100])).toEqual([100_000]);
});

test('the first reading, one that was not read, and a counter that has come round are no start', () => {
  expect(restarts([100, 20], [160, Number.NaN], [220, 140])).toEqual([]);
  expect(restarts([100, 42_949_600], [200, 30])).toEqual([]);
});
