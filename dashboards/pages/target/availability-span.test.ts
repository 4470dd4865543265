import { expect, test } from 'vitest';
import { createFormats } from '../../words/format.ts';
import { type AvailabilitySpan, availabilitySpan, goalBudget, sharePercent } from './availability-span.ts';

const formats = createFormats('en', 'Asia/Shanghai');

test.each<[string, AvailabilitySpan, string]>([
  ['2026-08-04 14:30', 'days30', '2026-07-05 14:30'],
  ['2026-08-04 14:30', 'month', '2026-08-01 00:00'],
  ['2026-08-04 14:30', 'quarter', '2026-07-01 00:00'],
  ['2026-12-31 23:59', 'quarter', '2026-10-01 00:00'],
  ['2026-03-01 00:30', 'quarter', '2026-01-01 00:00'],
])('at %s the span %s begins at %s by the clocks of the zone', (now, span, from) => {
  const nowMs = formats.fromField(now);
  const { fromMs, toMs } = availabilitySpan(span, nowMs, formats);
  expect([formats.field(fromMs), toMs]).toEqual([from, nowMs]);
});

test('a share is never told better than it is', () => {
  expect([1, 0.999999, 0.9995, 0.99, 0].map(sharePercent)).toEqual([100, 99.999, 99.95, 99, 0]);
});

test('the goal leaves a thousandth of the known time', () => {
  expect(goalBudget({ upMs: 999_000, downMs: 1_000 })).toEqual({
    allowedMs: expect.closeTo(1_000),
    leftMs: expect.closeTo(0),
  });
  expect(goalBudget({ upMs: 990_000, downMs: 10_000 }).leftMs).toBeCloseTo(-9_000);
});
