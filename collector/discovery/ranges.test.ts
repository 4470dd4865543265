import { expect, test } from 'vitest';
import { countAddresses } from './ranges.ts';

test.each([
  ['10.1.0.7', 1],
  ['fd00::1', 1],
  ['10.1.0.0/24', 256],
  ['10.1.0.0/31', 2],
  ['fd00::/112', 65_536],
  ['10.1.0.10-10.1.0.40', 31],
  ['10.1.0.250 - 10.1.1.5', 12],
  ['0.0.0.0/0', 2 ** 32],
])('%s names %d addresses', (text, count) => {
  expect(countAddresses(text)).toBe(count);
});

test.each([
  '',
  'core-1',
  '10.1.0',
  '10.1.0.0/33',
  '10.1.0.0/',
  '10.1.0.0/24/2',
  '10.1.0.1-',
  '1-2-3',
  'fd00::1-fd00::9',
])('"%s" is answered with what is allowed', (text) => {
  expect(countAddresses(text)).toMatch(/^allowed are an address/);
});

test('a range that ends before it begins is named as such', () => {
  expect(countAddresses('10.1.0.9-10.1.0.1')).toBe('the range ends before it begins');
});
