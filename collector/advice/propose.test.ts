import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { boundsOf, thresholdsFor, unlikeOthers } from './propose.ts';
import { profileOf, type SeriesProfile } from './usual.ts';

const T0 = Date.UTC(2026, 10, 2);
const QUARTER_MS = 15 * 60_000;
const percent = boundsOf('%');

/** A week in which the value lies evenly between two bounds. */
function even(low: number, high: number): SeriesProfile {
  const values = Array.from(
    { length: 672 },
    (_none, index) => low + ((index * 37) % 100) * ((high - low) / 99),
  );
  return profile(values);
}

function profile(values: readonly number[]): SeriesProfile {
  const timesMs = values.map((_value, index) => T0 + index * QUARTER_MS);
  return profileOf({ timesMs, values }, 'Asia/Shanghai') as SeriesProfile;
}

describe('a threshold', () => {
  test('stands above what is usual, the graver one farther out, at round numbers', () => {
    const { thresholds } = thresholdsFor([even(20, 40), even(22, 42), even(18, 38)], 'above', percent);

    expect(thresholds).toEqual({ warning: 44, critical: 48, recovery: 43 });
  });

  test('for too little is the mirror image', () => {
    const { thresholds } = thresholdsFor([even(60, 80), even(58, 78), even(62, 82)], 'below', percent);

    expect(thresholds).toEqual({ warning: 56, critical: 52, recovery: 57 });
  });

  test('leaves part of the room to the limit of a percentage, and says so', () => {
    const { thresholds, reasons } = thresholdsFor([even(40, 96)], 'above', percent);

    expect(thresholds?.critical).toBeLessThan(100);
    expect(thresholds?.warning).toBeLessThan(thresholds?.critical ?? 0);
    expect(reasons).toContainEqual({ code: 'kept_from_limit', params: { limit: 100 } });
  });

  test('is not proposed where the limit itself is usual', () => {
    const { thresholds, reasons } = thresholdsFor([even(99, 100)], 'above', percent);

    expect(thresholds).toBeUndefined();
    expect(reasons).toContainEqual({
      code: 'limit_is_usual',
      params: { limit: 100, high: expect.any(Number) },
    });
  });

  test('is hardly moved by one series among many that is unlike the others, which is named instead', () => {
    const others = Array.from({ length: 19 }, () => even(20, 40));
    const strange = even(80, 90);

    const { thresholds } = thresholdsFor([...others, strange], 'above', percent);

    expect(thresholds).toEqual(thresholdsFor(others, 'above', percent).thresholds);
    const named = unlikeOthers(
      [...others, strange].map((each) => ({ profile: each })),
      thresholds ?? { warning: 0, critical: 0, recovery: 0 },
      'above',
      percent,
    );
    expect(named.map(({ series }) => series.profile)).toEqual([strange]);
    expect(named[0].threshold).toBeGreaterThan(90);
  });

  test('lies in order and inside of the limits, whatever the history', () => {
    const values = fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(values, fc.constantFrom('above' as const, 'below' as const), (all, side) => {
        const { thresholds } = thresholdsFor([profile(all)], side, percent);
        if (!thresholds) return;
        const { warning, critical, recovery } = thresholds;
        const turned = side === 'above' ? [recovery, warning, critical] : [critical, warning, recovery];
        expect(turned).toEqual([...turned].sort((a, b) => a - b));
        expect(critical).toBeGreaterThanOrEqual(0);
        expect(critical).toBeLessThanOrEqual(100);
      }),
    );
  });
});
