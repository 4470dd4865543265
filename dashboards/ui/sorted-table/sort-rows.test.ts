import { expect, it } from 'vitest';
import { filterRows, nextSort, parseSort, type SortColumn, sortRows, sortText } from './sort-rows.ts';

interface Port {
  name: string;
  used: number;
}
const columns: readonly SortColumn<Port>[] = [
  { key: 'name', title: 'Port', cell: () => null, value: ({ name }) => name },
  { key: 'used', title: 'Used', kind: 'number', cell: () => null, value: ({ used }) => used },
];
const ports = [
  { name: 'GE1/0/10', used: 5 },
  { name: 'GE1/0/2', used: Number.NaN },
  { name: 'GE1/0/1', used: 90 },
];
const names = (rows: readonly Port[]) => rows.map(({ name }) => name);

it('sorts names as people count, and leaves rows alone that nobody sorts', () => {
  expect(names(sortRows(ports, columns, { key: 'name', isDown: false }))).toEqual([
    'GE1/0/1',
    'GE1/0/2',
    'GE1/0/10',
  ]);
  expect(sortRows(ports, columns, undefined)).toBe(ports);
});

it('has what was not read last, whichever way', () => {
  for (const isDown of [true, false])
    expect(names(sortRows(ports, columns, { key: 'used', isDown }))[2]).toBe('GE1/0/2');
});

it('begins with the greatest number and the first text, turns round, and lets go', () => {
  const first = nextSort(undefined, 'used', true);
  const second = nextSort(first, 'used', true);

  expect([first, second, nextSort(second, 'used', true)]).toEqual([
    { key: 'used', isDown: true },
    { key: 'used', isDown: false },
    undefined,
  ]);
  expect(nextSort(first, 'name', false)).toEqual({ key: 'name', isDown: false });
});

it('never lets go where there always is an order', () => {
  const first = nextSort({ key: 'name', isDown: false }, 'used', true, true);
  const second = nextSort(first, 'used', true, true);

  expect([first, second, nextSort(second, 'used', true, true)]).toEqual([
    { key: 'used', isDown: true },
    { key: 'used', isDown: false },
    { key: 'used', isDown: true },
  ]);
});

it('has nothing, null as well as an empty text, last, and leaves equal ones in their order', () => {
  const one: SortColumn<{ of: number | string | null; name?: string }>[] = [
    { key: 'of', title: '', cell: () => null, value: ({ of }) => of },
  ];
  const sorted = (values: (number | string | null)[], isDown: boolean) =>
    sortRows(
      values.map((of) => ({ of })),
      one,
      { key: 'of', isDown },
    ).map(({ of }) => of);

  expect(sorted([null, 3, 1, Number.NaN, 2], false)).toEqual([1, 2, 3, null, Number.NaN]);
  expect(sorted([null, 3, 1, Number.NaN, 2], true)).toEqual([3, 2, 1, null, Number.NaN]);
  expect(sorted(['b', '', 'a'], false)).toEqual(['a', 'b', '']);
  const named = [
    { of: 1, name: 'x' },
    { of: 1, name: 'y' },
  ];
  expect(sortRows(named, one, { key: 'of', isDown: true })).toEqual(named);
});

it('stands in the address, and knows its own columns alone', () => {
  expect(parseSort(sortText({ key: 'used', isDown: true }), columns)).toEqual({ key: 'used', isDown: true });
  expect(parseSort('-secret', columns)).toBeUndefined();
});

it('finds rows by every word of the filter, also by what is not shown', () => {
  expect(names(filterRows(ports, columns, 'ge1 /10'))).toEqual(['GE1/0/10']);
  expect(names(filterRows(ports, columns, 'uplink', ({ used }) => (used > 50 ? 'uplink' : '')))).toEqual([
    'GE1/0/1',
  ]);
});
