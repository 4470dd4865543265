import { expect, it } from 'vitest';
import { octetsNumber } from './raw-text.ts';

it.each<[number[], number]>([
  [[0, 0, 0, 0, 0, 0, 1, 2], 258],
  [[0x80, 0, 0, 0, 0, 0, 0, 0], 2 ** 63],
  [[7], 7],
  [[], Number.NaN],
  [[1, 2, 3, 4, 5, 6, 7, 8, 9], Number.NaN],
])('the bytes %j are the number %d', (bytes, expected) => {
  expect(octetsNumber(Uint8Array.from(bytes))).toBe(expected);
});

it('a number stays one', () => {
  expect(octetsNumber(12n)).toBe(12);
});
