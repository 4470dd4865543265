import { expect, it } from 'vitest';
import { normalized, reverseName } from './answer-text.ts';

it.each([
  ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['::', '::'],
  ['::1', '::1'],
  ['fe80:0:0:0:0:0:0:0', 'fe80::'],
  ['1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8'],
  ['1:0:3:4:5:6:7:8', '1:0:3:4:5:6:7:8'],
])('writes %s as %s', (text, short) => {
  expect(normalized(text, 'AAAA')).toBe(short);
});

it('knows under which name an address has its name', () => {
  expect(reverseName('10.1.0.30')).toBe('30.0.1.10.in-addr.arpa');
  expect(reverseName('2001:db8::1')).toBe(`1.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`);
  expect(reverseName('www.example')).toBe('www.example');
});
