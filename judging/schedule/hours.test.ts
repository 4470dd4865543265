import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Hours, WeekSpan } from '#protocol/clock-times.ts';
import { DAY_MS, parseDay } from './civil.ts';
import { hoursAfter, isWithin, nextChange } from './hours.ts';
import { JUMPS, minutesBetween, type Shown } from './test-clock.ts';
import { chinaCalendar } from './working-days.ts';

const china = chinaCalendar();
const SHANGHAI = 'Asia/Shanghai';
const at = (text: string) => Date.parse(`${text}:00+08:00`);
const office: Hours = [{ days: ['working'], from: '08:30', to: '17:30' }];
const night: Hours = [{ days: ['fri'], from: '22:00', to: '06:00' }];

describe('office hours in Shanghai', () => {
  test.each([
    ['2026-02-13T08:29', false, 'a Friday, a minute too early'],
    ['2026-02-13T08:30', true, 'on the minute'],
    ['2026-02-13T17:30', false, 'the end does not belong to it'],
    ['2026-02-14T09:00', true, 'a Saturday on which people work for Spring Festival'],
    ['2026-02-16T09:00', false, 'a Monday of Spring Festival'],
    ['2026-02-28T17:29', true, 'another Saturday of work'],
    ['2026-03-01T12:00', false, 'a Sunday'],
  ])('%s: %s (%s)', (time, expected) => {
    expect(isWithin(office, at(time), SHANGHAI, china)).toBe(expected);
  });

  test('begin again after the whole of Spring Festival', () => {
    expect(nextChange(office, at('2026-02-14T18:00'), SHANGHAI, china)).toBe(at('2026-02-24T08:30'));
    expect(nextChange(office, at('2026-02-24T08:30'), SHANGHAI, china)).toBe(at('2026-02-24T17:30'));
  });

  test('follow the days that an organisation has said itself', () => {
    const closed = chinaCalendar([{ day: parseDay('2026-02-24') as number, working: false }]);

    expect(nextChange(office, at('2026-02-14T18:00'), SHANGHAI, closed)).toBe(at('2026-02-25T08:30'));
  });

  test('have days off as the other half', () => {
    const off: Hours = [{ days: ['non_working'], from: '00:00', to: '24:00' }];

    expect(isWithin(off, at('2026-02-16T00:00'), SHANGHAI, china)).toBe(true);
    expect(isWithin(off, at('2026-02-14T12:00'), SHANGHAI, china)).toBe(false);
    const [first] = hoursAfter(off, at('2026-02-18T12:00'), SHANGHAI, china);
    expect(first?.toMs).toBe(at('2026-02-24T00:00'));
  });
});

test('a night belongs to the day on which it begins', () => {
  expect(isWithin(night, at('2026-03-06T23:00'), SHANGHAI, china)).toBe(true);
  expect(isWithin(night, at('2026-03-07T05:59'), SHANGHAI, china)).toBe(true);
  expect(isWithin(night, at('2026-03-07T06:00'), SHANGHAI, china)).toBe(false);
  expect(isWithin(night, at('2026-03-06T05:00'), SHANGHAI, china)).toBe(false);
  expect([...firstTwo(night, at('2026-03-07T03:00'))]).toEqual([
    { fromMs: at('2026-03-06T22:00'), toMs: at('2026-03-07T06:00') },
    { fromMs: at('2026-03-13T22:00'), toMs: at('2026-03-14T06:00') },
  ]);
});

test('the same time twice is a whole day, and days that touch are one stretch', () => {
  const weekend: Hours = [{ days: ['sat', 'sun'], from: '08:00', to: '08:00' }];

  expect(firstTwo(weekend, at('2026-03-04T00:00'))[0]).toEqual({
    fromMs: at('2026-03-07T08:00'),
    toMs: at('2026-03-09T08:00'),
  });
});

test('what never changes says so', () => {
  const always: Hours = [{ days: ['working', 'non_working'], from: '00:00', to: '24:00' }];

  expect(isWithin([], 0, SHANGHAI, china)).toBe(true);
  expect(nextChange([], 0, SHANGHAI, china)).toBeNull();
  expect(isWithin(always, at('2026-03-04T00:00'), SHANGHAI, china)).toBe(true);
  expect(nextChange(always, at('2026-03-04T00:00'), SHANGHAI, china)).toBeNull();
});

test('a day on which clocks jump is as long as it is', () => {
  const sundays: Hours = [{ days: ['sun'], from: '00:00', to: '24:00' }];
  const lengthOf = (day: string) => {
    const [first] = hoursAfter(sundays, Date.parse(`${day}T12:00Z`), 'Europe/Berlin', china);
    return ((first?.toMs ?? 0) - (first?.fromMs ?? 0)) / 3_600_000;
  };

  expect([lengthOf('2024-03-31'), lengthOf('2024-04-07'), lengthOf('2024-10-27')]).toEqual([23, 24, 25]);
});

test('minute by minute the hours are what clocks on the wall show, and changes come when they are announced', () => {
  const day = fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun');
  const time = fc
    .integer({ min: 0, max: 48 })
    .map((half) => `${String(half >> 1).padStart(2, '0')}:${half % 2 ? '30' : '00'}`);
  const span = fc.record({
    days: fc.uniqueArray(day, { minLength: 1, maxLength: 4 }),
    from: time.filter((text) => text !== '24:00'),
    to: time,
  }) as fc.Arbitrary<WeekSpan>;

  fc.assert(
    fc.property(
      // A time that comes twice begins a span the first time only; the wall alone cannot say which it is.
      fc.constantFrom(...JUMPS.filter(([, text]) => /-(03|11|10-06)/.test(text))),
      fc.array(span, { minLength: 1, maxLength: 3 }),
      ([zone, text], hours) => {
        const middle = (parseDay(text) as number) * DAY_MS;
        let before: boolean | undefined;
        let announced: number | null = null;
        for (const [ms, clock] of minutesBetween(zone, middle - DAY_MS, middle + 2 * DAY_MS)) {
          const is = isWithin(hours, ms, zone, china);
          expect(is, `${clock.text} ${JSON.stringify(hours)}`).toBe(onTheWall(hours, clock));
          if (is !== before) {
            if (before !== undefined) expect(ms).toBe(announced);
            announced = nextChange(hours, ms, zone, china);
          }
          before = is;
        }
      },
    ),
    { numRuns: 20 },
  );
});

function firstTwo(hours: Hours, afterMs: number) {
  const [first, second] = hoursAfter(hours, afterMs, SHANGHAI, china);
  return [first, second];
}

/** By the text of the clock alone. */
function onTheWall(hours: Hours, { text, weekday }: Shown): boolean {
  const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
  const today = days[weekday] as (typeof days)[number];
  const yesterday = days[(weekday + 6) % 7] as (typeof days)[number];
  const now = text.slice(11);
  return hours.some(({ days: on, from, to }) =>
    to > from
      ? on.includes(today) && now >= from && now < to
      : (on.includes(today) && now >= from) || (on.includes(yesterday) && now < to),
  );
}
