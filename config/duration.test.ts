import { expect, test } from 'vitest';
import { formatDuration, formatSize, parseDuration, parseSize } from './duration.ts';

test.each([
  ['500ms', 500],
  ['10s', 10_000],
  ['5m', 300_000],
  ['1.5h', 5_400_000],
  ['24h', 86_400_000],
  ['7d', 604_800_000],
])('%s is %d milliseconds', (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each(['', '10', 's', '-5s', '10 parsecs', '1e3s', '5m30s', 'toString'])(
  '"%s" is no duration',
  (text) => {
    expect(parseDuration(text)).toBeUndefined();
  },
);

test.each([
  ['10B', 10],
  ['64KB', 65_536],
  ['512MB', 536_870_912],
  ['2 GB', 2_147_483_648],
])('%s is %d bytes', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes);
});

test.each(['512', '512Mb', 'MB', '-1MB'])('"%s" is no size', (text) => {
  expect(parseSize(text)).toBeUndefined();
});

test('what is written can be read again', () => {
  for (const ms of [0, 1, 90_000, 3_600_000, 86_400_000]) expect(parseDuration(formatDuration(ms))).toBe(ms);
  for (const bytes of [0, 5, 1024, 268_435_456]) expect(parseSize(formatSize(bytes))).toBe(bytes);
});
