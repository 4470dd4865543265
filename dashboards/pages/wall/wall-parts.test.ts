import { expect, it } from 'vitest';
import type { AlertEvent } from '#protocol/alert.ts';
import { createFormats } from '../../words/format.ts';
import { places, SENSORS, UPS } from './room-places.ts';
import { EVENTS_KEPT, joined } from './use-events.ts';
import { type LiveReading, sourceOf } from './use-readings.ts';
import { calmSpan, dayAndMinute } from './wall-times.ts';

function reading(
  target: string,
  metric: string,
  value: number,
  more: Partial<LiveReading> = {},
): LiveReading {
  const base = { labels: {}, unit: '', limits: undefined, intervalMs: 10_000, timeMs: 100_000 };
  return { ...base, target, metric, value, ...more };
}

it('the warmest sensor stands first, each with its humidity', () => {
  const found = places(
    [
      reading('a', 'room.temperature_celsius', 21),
      reading('b', 'room.humidity_percent', 40),
      reading('b', 'room.temperature_celsius', 27),
      reading('u', 'ups.load_percent', 99),
    ],
    SENSORS,
  );

  expect(found.map(({ target }) => target)).toEqual(['b', 'a']);
  expect(found[0].readings.map(({ value }) => value)).toEqual([27, 40]);
});

it('the UPS that lasts shortest stands first, and of its phases the most loaded', () => {
  const found = places(
    [
      reading('long', 'ups.runtime_minutes', 60),
      reading('short', 'ups.load_percent', 30, { labels: { line: '1' } }),
      reading('short', 'ups.load_percent', 80, { labels: { line: '2' } }),
      reading('short', 'ups.runtime_minutes', 9),
    ],
    UPS,
  );

  expect(found.map(({ target }) => target)).toEqual(['short', 'long']);
  expect(found[0].readings.map(({ value }) => value)).toEqual([9, 80]);
});

it('a list is as fresh as the freshest of it, and without anything there is nothing to be old', () => {
  const old = reading('a', 'm', 1, { timeMs: 0 });
  const fresh = reading('b', 'm', 1, { timeMs: 99_000 });

  expect(sourceOf([old, fresh], 100_000)).toEqual({ newestMs: 99_000, limitMs: 25_000 });
  expect(sourceOf(undefined, 100_000).newestMs).toBeNull();
  expect(sourceOf([], 100_000).limitMs).toBe(Number.POSITIVE_INFINITY);
});

it('events stand there once each, newest first, and never more than so many', () => {
  const event = (id: number, kind: AlertEvent['kind'] = 'fired') =>
    ({ id: String(id), kind, atMs: id }) as AlertEvent;
  const many = [...Array(100).keys()].map((id) => event(id));

  const found = joined([event(99), event(200, 'commented')], many);

  expect(found).toHaveLength(EVENTS_KEPT);
  expect(found[0].id).toBe('99');
  expect(new Set(found.map(({ id }) => id)).size).toBe(EVENTS_KEPT);
});

it('times are calm: no seconds beyond a minute, and the day only where it is another one', () => {
  const formats = createFormats('en', 'UTC');
  const nowMs = Date.UTC(2026, 6, 15, 12);

  expect(calmSpan(formats, 59_000)).toBe('59s');
  expect(calmSpan(formats, 30 * 60_000 + 12_000)).toBe('30m');
  expect(dayAndMinute(formats, nowMs - 3_600_000, nowMs)).toBe('11:00');
  expect(dayAndMinute(formats, nowMs - 86_400_000, nowMs)).toBe('14 Jul 12:00');
});
