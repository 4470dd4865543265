import { expect, test } from 'vitest';
import type { GroupFold } from '#protocol/fold.ts';
import { groupFolder, presentOf, rankLines } from './fold-groups.ts';

const grid = { firstMs: 1_000, stepMs: 100, bins: 6 };
const NOT_READ = Number.NaN;

/** A value in each bin; undefined: no sample there. */
function series(...values: (number | undefined)[]) {
  const there = values.flatMap((value, bin) => (value === undefined ? [] : [{ value, bin }]));
  return {
    timesMs: there.map(({ bin }) => grid.firstMs + bin * grid.stepMs),
    values: there.map(({ value }) => value),
  };
}

function fold(across: GroupFold, carryBins: number, ...all: ReturnType<typeof series>[]) {
  const folder = groupFolder({ grid, across, carryBins });
  for (const each of all) folder.add('one', each);
  return folder.lines()[0];
}

test('series of a group are folded bin by bin', () => {
  const both = [series(1, 2, 3, 4, 5, 6), series(3, 2, 1, 0, -1, -2)];

  expect([...fold('sum', 0, ...both).values]).toEqual([4, 4, 4, 4, 4, 4]);
  expect([...fold('avg', 0, ...both).values]).toEqual([2, 2, 2, 2, 2, 2]);
  expect([...fold('min', 0, ...both).values]).toEqual([1, 2, 1, 0, -1, -2]);
  expect([...fold('max', 0, ...both).values]).toEqual([3, 2, 3, 4, 5, 6]);
  expect([...fold('count', 0, ...both).values]).toEqual([2, 2, 2, 2, 2, 2]);
});

test('a gap stays a gap, and a bin where only some have a value says how many', () => {
  const line = fold(
    'sum',
    0,
    series(1, undefined, undefined, 1, 1, 1),
    series(1, undefined, 5, 1, 1, NOT_READ),
  );

  expect([...line.values]).toEqual([2, Number.NaN, 5, 2, 2, 1]);
  expect(presentOf(line)).toEqual([2, 0, 1, 2, 2, 1]);
});

test('where every series has a value, or none has one, there is nothing to say', () => {
  expect(presentOf(fold('sum', 0, series(1, undefined, 1), series(2, undefined, 2)))).toBeNull();
});

test('a hole that its interval explains is filled, a longer one is left as a whole', () => {
  const line = fold('sum', 1, series(1, undefined, 2, undefined, undefined, 3));

  expect([...line.values]).toEqual([1, 1, 2, Number.NaN, Number.NaN, 3]);
});

test('at its end a series stays as fresh as it can be, and nothing is carried over what was not read', () => {
  expect([...fold('max', 2, series(1, 1, 1, 7)).values]).toEqual([1, 1, 1, 7, 7, 7]);
  expect([...fold('max', 1, series(1, 1, 1, 7)).values].slice(4)).toEqual([Number.NaN, Number.NaN]);
  expect([...fold('max', 5, series(1, NOT_READ, undefined, 4)).values]).toEqual([
    1,
    Number.NaN,
    Number.NaN,
    4,
    4,
    4,
  ]);
});

test('an average is that of the series that have a value, not of all', () => {
  expect([...fold('avg', 0, series(2, 2), series(undefined, 4)).values].slice(0, 2)).toEqual([2, 3]);
});

test('lines are ranked from either end, those without a value last', () => {
  const folder = groupFolder({ grid, across: 'avg', carryBins: 0 });
  folder.add('low', series(1, 9));
  folder.add('high', series(8, 8));
  folder.add('unread', series(NOT_READ));
  const keys = (how: Partial<Parameters<typeof rankLines>[1]>) =>
    rankLines(folder.lines(), { top: 5, order: 'highest', rank: 'avg', ...how }).map(({ key }) => key);

  expect(keys({})).toEqual(['high', 'low', 'unread']);
  expect(keys({ order: 'lowest' })).toEqual(['low', 'high', 'unread']);
  expect(keys({ rank: 'max' })).toEqual(['low', 'high', 'unread']);
  expect(keys({ rank: 'last', top: 1 })).toEqual(['low']);
});
