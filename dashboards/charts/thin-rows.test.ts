import { expect, it } from 'vitest';
import { align } from './align.ts';
import { summaryOf, thinRows } from './thin-rows.ts';

const line = (values: number[]) => ({ timesMs: values.map((_, at) => at * 10), values, gapMs: 25 });

it('keeps the newest and the oldest of many rows, newest first', () => {
  const rows = thinRows(align([line([0, 1, 2, 3, 4, 5, 6, 7, 8])]), 3);

  expect(rows).toEqual([
    { timeMs: 80, values: [8] },
    { timeMs: 40, values: [4] },
    { timeMs: 0, values: [0] },
  ]);
});

it('says nothing in the place of what was not measured', () => {
  expect(thinRows(align([line([1, Number.NaN])]), 5)).toEqual([
    { timeMs: 10, values: [null] },
    { timeMs: 0, values: [1] },
  ]);
  expect(thinRows([[]], 5)).toEqual([]);
});

it('sums a line up over all of its values', () => {
  expect(summaryOf([1, null, 3, undefined, 2])).toEqual({ least: 1, greatest: 3, mean: 2, newest: 2 });
  expect(summaryOf([null]).least).toBeNaN();
});
