import { expect, test } from 'vitest';
import { namePattern } from './name-pattern.ts';

test.each([
  ['*.bak', 'his.bak', true],
  ['*.bak', '.bak', false],
  ['*.bak', 'his.bak.tmp', false],
  ['his-????-??.bak', 'his-2026-01.bak', true],
  ['his-?.bak', 'his-é.bak', true],
  ['his-?.bak', 'his-𠮷.bak', true],
  ['[a-c]*', 'backup', true],
  ['[!a-c]*', 'backup', false],
  ['[]x]', ']', true],
  ['a[b', 'a[b', true],
  ['[z-a]', 'z', false],
  ['.*', '.hidden', true],
  ['~*', '~lock', true],
  ['a(b|c)+$', 'a(b|c)+$', true],
  ['a*b*c', 'a-b-b-c', true],
  ['a*b*c', 'a-b-b', false],
  ['*', '', true],
])('%s and %s: %s', (pattern, name, isMeant) => {
  expect(namePattern(pattern, false).test(name)).toBe(isMeant);
});

test('letters count alike on Windows, large and small', () => {
  expect(namePattern('*.[b]AK', true).test('His.Bak')).toBe(true);
});

test('a name that somebody chose to be slow is not', () => {
  expect(namePattern(`${'*-'.repeat(20)}*.bak`, false).test('-'.repeat(255))).toBe(false);
});
