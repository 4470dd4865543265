import { expect, test } from 'vitest';
import { addressesOf, countAddresses, isNamed, parseRanges } from './address-ranges.ts';

test.each([
  [['10.1.0.7'], ['10.1.0.7']],
  [['10.1.0.254-10.1.1.1'], ['10.1.0.254', '10.1.0.255', '10.1.1.0', '10.1.1.1']],
  [['10.1.0.10-12'], ['10.1.0.10', '10.1.0.11', '10.1.0.12']],
  [[' 10.1.0.10 - 10.1.0.11 '], ['10.1.0.10', '10.1.0.11']],
  [['10.1.0.5/30'], ['10.1.0.5', '10.1.0.6']],
  [['10.1.0.4/31'], ['10.1.0.4', '10.1.0.5']],
  [['255.255.255.255/32'], ['255.255.255.255']],
  [
    ['10.1.0.3', '10.1.0.1-10.1.0.2', '10.1.0.2'],
    ['10.1.0.1', '10.1.0.2', '10.1.0.3'],
  ],
])('%j', (texts, addresses) => {
  const ranges = parseRanges(texts);

  expect([...addressesOf(ranges)]).toEqual(addresses);
  expect(countAddresses(ranges)).toBe(addresses.length);
});

test('a network has no first and no last address to ask, and may have 16 bits', () => {
  expect(countAddresses(parseRanges(['10.1.0.0/16']))).toBe(65_534);
});

test.each([
  ['10.1.0.0/15', '131070 addresses are too many: at most 65536'],
  ['0.0.0.0-255.255.255.255', '4294967296 addresses are too many'],
  ['10.1.0.9-10.1.0.3', 'ends before it begins'],
  ['10.1.0.300', 'is no range of addresses'],
  ['10.1.0', 'is no range of addresses'],
  ['10.1.0.0/33', 'is no range of addresses'],
  ['10.1.0.0/', 'is no range of addresses'],
  ['fd00::/64', 'is no range of addresses'],
  ['core.example', 'is no range of addresses'],
  ['', 'is no range of addresses'],
])('%j is refused', (text, why) => {
  expect(() => parseRanges([text])).toThrow(why);
});

test('an address is named or not', () => {
  const ranges = parseRanges(['10.1.0.0/24', '10.2.0.9']);

  expect(['10.1.0.1', '10.1.0.254', '10.2.0.9'].every((address) => isNamed(ranges, address))).toBe(true);
  expect(
    ['10.1.0.0', '10.1.1.1', '10.2.0.8', 'fd00::1', 'core-1', ''].some((address) => isNamed(ranges, address)),
  ).toBe(false);
});
