import fc from 'fast-check';
import { expect, it } from 'vitest';
import { NUMBER_BYTES, writeInteger, writeNumber } from './number-text.ts';

const bytes = Buffer.alloc(NUMBER_BYTES + 1);
const text = (write: typeof writeNumber, value: number) =>
  bytes.toString('latin1', 0, write(bytes, 0, value));

it('writes numbers that read back exactly', () => {
  const number = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer(),
    fc.integer().map((cents) => cents / 100),
    fc.maxSafeInteger(),
  );
  fc.assert(
    fc.property(number, (value) => {
      expect(Number(text(writeNumber, value))).toBe(value);
    }),
    { numRuns: 3_000 },
  );
});

it.each([
  [0, '0'],
  [-0, '-0'],
  [12.5, '12.5'],
  [-0.05, '-0.05'],
  [100, '100'],
  [2_147_483_647, '2147483647'],
  [99.9999, '99.9999'],
  [1e21, '1e+21'],
])('writes %s as %s', (value, expected) => {
  expect(text(writeNumber, value)).toBe(expected);
});

it('writes integers with every digit', () => {
  expect(text(writeInteger, 2 ** 62)).toBe('4611686018427387904i');
  expect(text(writeInteger, -7)).toBe('-7i');
  expect(text(writeInteger, 9_007_199_254_740_991)).toBe('9007199254740991i');
});
