import { expect, test } from 'vitest';
import { inParts } from './in-parts.ts';
import { NOTHING_SELECTED, stillThere, withAll, withRow } from './selection.ts';

const ORDER = ['a', 'b', 'c', 'd', 'e'];

test('a row is chosen and let go; with Shift all from the last one to it are', () => {
  const one = withRow(NOTHING_SELECTED, 'b', false, ORDER);
  const range = withRow(one, 'd', true, ORDER);
  const shorter = withRow(range, 'c', true, ORDER);

  expect([...one.ids]).toEqual(['b']);
  expect([...range.ids]).toEqual(['b', 'c', 'd']);
  expect([...shorter.ids]).toEqual(['b']);
});

test('a range whose beginning the filter hides is one row', () => {
  const one = withRow(NOTHING_SELECTED, 'a', false, ORDER);

  expect([...withRow(one, 'd', true, ['c', 'd']).ids]).toEqual(['a', 'd']);
});

test('all of a filter are chosen beside others, and let go together; what is gone is not chosen', () => {
  const one = withRow(NOTHING_SELECTED, 'a', false, ORDER);
  const all = withAll(one, ['b', 'c']);

  expect([...all.ids]).toEqual(['a', 'b', 'c']);
  expect([...withAll(all, ['b', 'c']).ids]).toEqual(['a']);
  expect([...stillThere(all, new Set(['c'])).ids]).toEqual(['c']);
  expect(stillThere(all, new Set(ORDER))).toBe(all);
});

test('many are sent in parts, and how far it is is told', async () => {
  const ids = Array.from({ length: 600 }, (_each, at) => String(at));
  const parts: number[] = [];
  const told: number[] = [];

  const results = await inParts(
    ids,
    async (part) => {
      parts.push(part.length);
      return { done: 0, results: part.map((id) => ({ id, name: '', what: 'changed', code: '' })) };
    },
    (done) => told.push(done),
  );

  expect(results.map(({ id }) => id)).toEqual(ids);
  expect(parts).toEqual([250, 250, 100]);
  expect(told).toEqual([0, 250, 500, 600]);
});
