import { expect, test } from 'vitest';
import { integer } from './der.ts';

test.each([
  ['02', '020102'],
  ['80', '02020080'],
  ['0012', '020112'],
  ['000000ff01', '020300ff01'],
])(
  'the number %s has one zero in front where it would be negative without, and none else',
  (bytes, encoded) => {
    expect(integer(Buffer.from(bytes, 'hex')).toString('hex')).toBe(encoded);
  },
);
