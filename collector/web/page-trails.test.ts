import { expect, test } from 'vitest';
import { trailOf } from './page-trails.ts';

test('bins that are not there or were not read are gaps, and what lies outside is left out', () => {
  const timesMs = Float64Array.of(-1_800_000, 0, 3_600_000, 5_400_000, 86_400_000);
  const values = Float64Array.of(9, 1, 2, Number.NaN, 9);

  const { values: trail } = trailOf({ target: 'a', metric: 'm', labels: {}, timesMs, values }, 0);

  expect(trail).toHaveLength(48);
  expect(trail.slice(0, 5)).toEqual([1, null, 2, null, null]);
  expect(trail.slice(5).every((each) => each === null)).toBe(true);
});
