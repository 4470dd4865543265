import { expect, it } from 'vitest';
import { spanAfterKey } from './zoom.ts';

const after = (key: string, fromMs: number, toMs: number, nowMs = 10_000) =>
  spanAfterKey({ fromMs, toMs }, key, { nowMs, leastMs: 100 });

it('zooms about the middle, and no closer than can be told apart', () => {
  expect(after('+', 1_000, 2_000)).toEqual({ fromMs: 1_250, toMs: 1_750 });
  expect(after('+', 1_000, 1_120)).toEqual({ fromMs: 1_010, toMs: 1_110 });
  expect(after('-', 1_000, 2_000)).toEqual({ fromMs: 500, toMs: 2_500 });
});

it('moves by a quarter, and never into the future', () => {
  expect(after('ArrowLeft', 1_000, 2_000)).toEqual({ fromMs: 750, toMs: 1_750 });
  expect(after('ArrowRight', 8_900, 9_900)).toEqual({ fromMs: 9_000, toMs: 10_000 });
  expect(after('-', 9_000, 10_000)).toEqual({ fromMs: 8_000, toMs: 10_000 });
});

it('goes back with Escape, and leaves other keys alone', () => {
  expect(after('Escape', 1, 2_000)).toBe('back');
  expect(after('a', 1, 2_000)).toBeUndefined();
});
