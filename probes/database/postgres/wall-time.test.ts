import { expect, it } from 'vitest';
import { decodeCell } from './decode-cells.ts';
import { wallTimeMs } from './wall-time.ts';

const iso = (text: string, zone: string) => {
  const ms = wallTimeMs(text, zone);
  return ms === undefined ? undefined : new Date(ms).toISOString();
};

it.each([
  ['2026-01-05 10:00:00', 'Asia/Shanghai', '2026-01-05T02:00:00.000Z'],
  ['2026-01-05 10:00:00.25', 'PRC', '2026-01-05T02:00:00.250Z'],
  ['2026-07-05 10:00:00', 'Europe/Berlin', '2026-07-05T08:00:00.000Z'],
  // The clocks were put forward at 02:00 and back at 03:00.
  ['2026-03-29 03:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ['2026-10-25 01:59:59', 'Europe/Berlin', '2026-10-24T23:59:59.000Z'],
  ['2026-10-25 03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
  ['2026-01-05', 'Asia/Shanghai', '2026-01-04T16:00:00.000Z'],
  ['2026-01-05 10:00:00', 'Nowhere/Land', '2026-01-05T10:00:00.000Z'],
  ['infinity', 'UTC', undefined],
])('%s on the walls of %s is %s', (text, zone, expected) => {
  expect(iso(text, zone)).toBe(expected);
});

it.each([
  ['t', 16, true],
  ['9007199254740993', 20, 9_007_199_254_740_993n],
  ['12', 20, 12],
  ['0.5', 1700, 0.5],
  ['NaN', 1700, null],
  ['2026-01-05 10:00:00+08', 1184, new Date('2026-01-05T02:00:00Z')],
  ['2026-01-05 10:00:00.5+05:30', 1184, new Date('2026-01-05T04:30:00.500Z')],
  ['infinity', 1184, null],
  ['{a,b}', 1009, '{a,b}'],
  [null, 23, null],
])('%s of the type %i is %s', (text, type, cell) => {
  expect(decodeCell(text, type, 'UTC')).toEqual(cell);
});
