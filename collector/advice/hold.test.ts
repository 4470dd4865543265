import { expect, test } from 'vitest';
import { MINUTE_MS, minutes } from '#collector/hindsight/test-history.ts';
import { excursionsOf, holdFor } from './hold.ts';

function columns(values: readonly number[]) {
  const samples = minutes(0, values);
  return { timesMs: samples.map(([timeMs]) => timeMs), values: samples.map(([, value]) => value) };
}

test('excursions are measured to the first value that is back, on either side', () => {
  const samples = columns([1, 9, 9, 1, Number.NaN, 9, Number.NaN, 1, 9]);

  expect(excursionsOf(samples, 5, 'above')).toEqual([2 * MINUTE_MS, 2 * MINUTE_MS]);
  expect(excursionsOf(samples, 5, 'below')).toEqual([MINUTE_MS, 2 * MINUTE_MS, MINUTE_MS]);
});

test('a hold waits out what passes by itself and no longer', () => {
  const short = Array.from({ length: 50 }, (_none, index) => ((index % 4) + 1) * MINUTE_MS);

  expect(holdFor([...short, 300 * MINUTE_MS], MINUTE_MS)).toMatchObject({
    holdMs: 5 * MINUTE_MS,
    reason: { code: 'hold_waits_out_short_ones', params: { excursions: 51, short: 50 } },
  });
});

test('without short excursions a hold is two intervals, so that one odd sample calls nobody', () => {
  expect(holdFor([], MINUTE_MS)).toMatchObject({ holdMs: 2 * MINUTE_MS });
});
