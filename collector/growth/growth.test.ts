import { describe, expect, test } from 'vitest';
import { compareFillings, fillingOf, type Growth, growthOf } from './growth.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const GIB = 1024 ** 3;

/** Values each six hours. */
function history(days: number, value: (day: number) => number): [number[], number[]] {
  const timesMs = Array.from({ length: days * 4 + 1 }, (_, at) => at * 6 * HOUR_MS);
  return [timesMs, timesMs.map((ms) => value(ms / DAY_MS))];
}

describe('growth', () => {
  test('is the slope of a straight line, whatever one load or clean-up does to it', () => {
    const [timesMs, values] = history(14, (day) => 100 * GIB + day * 2 * GIB);
    values[20] += 80 * GIB;
    values[30] = 0;

    const growth = growthOf(timesMs, values);

    expect(growth.kind).toBe('grows');
    expect((growth as { bytesPerDay: number }).bytesPerDay / GIB).toBeCloseTo(2, 1);
  });

  test('that is lost in the ups and downs of every day is none', () => {
    const [timesMs, values] = history(
      14,
      (day) => 100 * GIB + (Math.floor(day * 4) % 2) * 20 * GIB + day * 1e6,
    );

    expect(growthOf(timesMs, values).kind).toBe('steady');
  });

  test('of what never changes is steady, and of what gets less it shrinks', () => {
    expect(growthOf(...history(3, () => GIB))).toEqual({ kind: 'steady', bytesPerDay: 0 });
    expect(growthOf(...history(3, (day) => (50 - day) * GIB)).kind).toBe('shrinks');
  });

  test('is unknown with less than a day, and gaps do not count', () => {
    const [timesMs, values] = history(2, (day) => day * GIB);

    expect(growthOf(timesMs.slice(0, 4), values.slice(0, 4))).toEqual({ kind: 'unknown' });
    expect(
      growthOf(
        timesMs,
        values.map((value, at) => (at < 6 ? Number.NaN : value)),
      ),
    ).toEqual({
      kind: 'unknown',
    });
    expect(growthOf([], [])).toEqual({ kind: 'unknown' });
  });
});

describe('when it is full', () => {
  const grows: Growth = { kind: 'grows', bytesPerDay: GIB };
  const ask = {
    usedBytes: 90 * GIB,
    limitBytes: 100 * GIB,
    growth: grows,
    toldDays: Number.NaN,
    isPassing: false,
  };

  test.each([
    ['by its history', {}, { code: 'grows', days: 10 }],
    [
      'by what its probe sees right now, when that is sooner',
      { toldDays: 0.2 },
      { code: 'fills', days: 0.2 },
    ],
    ['by its history when its probe sees nothing', { toldDays: 3_650 }, { code: 'grows', days: 10 }],
    ['is now', { usedBytes: 100 * GIB }, { code: 'full', days: 0 }],
    [
      'is in more than ten years',
      { growth: { kind: 'grows', bytesPerDay: 1_000 } },
      { code: 'far', days: null },
    ],
    [
      'is never while it stands still',
      { growth: { kind: 'steady', bytesPerDay: 0 } },
      { code: 'steady', days: null },
    ],
    [
      'is never while it shrinks',
      { growth: { kind: 'shrinks', bytesPerDay: -1 } },
      { code: 'shrinks', days: null },
    ],
    ['is not known after an hour', { growth: { kind: 'unknown' } }, { code: 'short_history', days: null }],
    ['is not known without a limit', { limitBytes: Number.NaN }, { code: 'no_limit', days: null }],
    [
      'is no question for temporary space',
      { isPassing: true, usedBytes: 100 * GIB },
      { code: 'passing', days: null },
    ],
  ] as const)('%s', (_what, more, expected) => {
    expect(fillingOf({ ...ask, ...more } as typeof ask)).toEqual(expected);
  });

  test('sorts the soonest first, and the fullest before those of which nobody can say', () => {
    const one = { code: 'grows', days: 3, usedPercent: 10 } as const;
    const two = { code: 'steady', days: null, usedPercent: 80 } as const;
    const three = { code: 'no_limit', days: null, usedPercent: null } as const;

    expect([three, two, one].sort(compareFillings)).toEqual([one, two, three]);
  });
});
