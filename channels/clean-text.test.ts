import { expect, test } from 'vitest';
import { clip, cutAt, escapeHtml, inert, oneLine, wideMarkup } from './clean-text.ts';

test.each([
  ['a\r\nBcc: x', 'a Bcc: x'],
  ['  a\t b ', 'a b'],
  ['abc\u202egnp.exe', 'abcgnp.exe'],
  ['a\u0000\u001b[31mb', 'a[31mb'],
  ['\ufeff网\u200b关', '网关'],
  ['👨‍👩‍👧', '👨‍👩‍👧'],
])('%j becomes one line of visible characters', (text, expected) => {
  expect(oneLine(text)).toBe(expected);
});

test.each([
  ['abcdef', 6, 'abcdef'],
  ['abcdef', 5, 'abcd…'],
  ['机房温度过高', 4, '机房温…'],
  ['a😀b', 3, 'a…'],
  ['e\u0301e\u0301e\u0301', 4, 'e\u0301…'],
  ['👨‍👩‍👧x', 5, '…'],
])('%j in %d is cut between characters: %j', (text, most, expected) => {
  expect(clip(text, most)).toBe(expected);
});

test('a cut by bytes never leaves half a character', () => {
  expect(cutAt('温度😀', (part) => Buffer.byteLength(part) <= 9)).toBe('温度');
  expect(cutAt('温度', () => false)).toBe('');
});

test('addresses and mentions in names do nothing and can be read', () => {
  expect(inert('https://www.example.com/ @all')).toBe('https:／／www．example.com/ ＠all');
  expect(wideMarkup('*x*[a](http://evil) <@all> `c`')).toBe('＊x＊［a］(http:／／evil) ＜＠all＞ ｀c｀');
  expect(wideMarkup('disk.used_percent{path=/data}')).toBe('disk.used_percent{path=/data}');
  expect(escapeHtml(`<a href="x">'&`)).toBe('&#60;a href=&#34;x&#34;&#62;&#39;&#38;');
});
