import { expect, it } from 'vitest';
import { createFormats } from './format.ts';
import { makeText } from './make-text.ts';
import { valueText } from './value-text.ts';

const chinese = createFormats('zh-CN', 'Asia/Shanghai');
const english = createFormats('en', 'Asia/Shanghai');

it('shows fingerprints as they are written into settings', () => {
  expect(valueText(english, 'page.fingerprint', '1', 0x00a94c02b17e)).toBe('00a94c02b17e');
});

it('counts days in the language of the reader, and no further than probes do', () => {
  expect(valueText(chinese, 'certificate.days_left', 'd', -2)).toBe('-2 天');
  expect(valueText(english, 'certificate.days_left', 'd', 41)).toBe('41 d');
  expect(valueText(chinese, 'database_space.days_until_full', 'd', 23)).toBe('23 天');
  expect(valueText(chinese, 'database_space.days_until_full', 'd', 3_650)).toBe('> 3,650 天');
});

it('says once who made something whose model begins with its maker', () => {
  expect(makeText({ vendor: 'Oracle', model: 'Oracle Database 19c' })).toBe('Oracle Database 19c');
  expect(makeText({ vendor: 'Redis', model: '7.0.15' })).toBe('Redis 7.0.15');
  expect(makeText({ recognised: { vendor: 'H3C', model: 'S5130S' } })).toBe('H3C S5130S');
  expect(makeText({ vendor: 'H3C' })).toBe('H3C');
  expect(makeText({})).toBe('');
});
