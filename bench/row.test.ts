import { expect, test } from 'vitest';
import { formatRows, median, percentile } from './row.ts';

test('the median of an even count lies between the two in the middle', () => {
  expect(median([30, 10, 20])).toBe(20);
  expect(median([4, 1, 3, 2])).toBe(2.5);
});

test('a percentile is one of the values, the last one at most', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);

  expect(percentile(values, 0.5)).toBe(51);
  expect(percentile(values, 0.99)).toBe(100);
  expect(percentile(values, 1)).toBe(100);
  expect(percentile([7], 0.99)).toBe(7);
});

test('rows are a table: figures to the right, three digits that count, a peer by its name', () => {
  const rows = [
    { case: 'one frame a message', figure: 3_812_345, unit: 'samples/CPU s' },
    { case: 'one frame a message', figure: 941_200, unit: 'samples/CPU s', peer: 'other 1.2', ratio: 4.0512 },
    { case: 'disk', figure: 0.8514, unit: 'B/sample' },
    { case: 'memory', figure: 123.4, unit: 'MiB' },
  ];

  expect(formatRows(rows).split('\n')).toEqual([
    'case                 program     figure  unit           ward/peer',
    'one frame a message  ward        3.81 M  samples/CPU s',
    'one frame a message  other 1.2  941.2 k  samples/CPU s  4.05×',
    'disk                 ward         0.851  B/sample',
    'memory               ward           123  MiB',
  ]);
});
