import { describe, expect, test } from 'vitest';
import { chinaYears } from './china.ts';
import { type Day, dayOf, parseDay, weekdayOf } from './civil.ts';
import { chinaCalendar } from './working-days.ts';

const day = (text: string) => parseDay(text) as Day;
const china = chinaCalendar();

describe('the Chinese calendar', () => {
  test.each([
    ['2024-02-04', true, 'a Sunday of work before Spring Festival'],
    ['2024-02-09', true, 'New Year’s Eve of 2024, not part of the notice'],
    ['2024-02-12', false, 'Spring Festival'],
    ['2024-06-10', false, 'Dragon Boat Festival on a Monday'],
    ['2024-10-12', true, 'a Saturday of work after National Day'],
    ['2025-01-28', false, 'New Year’s Eve of 2025'],
    ['2025-10-08', false, 'National Day and Mid-Autumn together'],
    ['2025-10-11', true, 'a Saturday of work'],
    ['2026-01-04', true, 'a Sunday of work after New Year'],
    ['2026-02-23', false, 'the ninth day of Spring Festival'],
    ['2026-06-20', false, 'a Saturday'],
    ['2026-06-22', true, 'a Monday like others'],
  ])('%s: working is %s (%s)', (text, working) => {
    expect(china.isWorking(day(text))).toBe(working);
  });

  test('every make-up day is a weekend, every year has the working days of its notice', () => {
    for (const { year, makeUpDays, holidays } of chinaYears()) {
      expect([...makeUpDays].filter((one) => weekdayOf(one) <= 5)).toEqual([]);
      expect([...makeUpDays].filter((one) => holidays.has(one))).toEqual([]);
      let working = 0;
      for (let one = dayOf(year, 1, 1); one < dayOf(year + 1, 1, 1); one++)
        if (china.isWorking(one)) working++;
      expect([year, working]).toEqual([year, { 2024: 251, 2025: 248, 2026: 248 }[year]]);
    }
  });

  test('a year without a notice is judged by its weekends, and says so', () => {
    expect([2023, 2024, 2026, 2027].map(china.knows)).toEqual([false, true, true, false]);
    expect(china.isWorking(day('2027-10-01'))).toBe(true);
    expect(china.isWorking(day('2027-10-02'))).toBe(false);
  });
});

test('what an organisation says of a day wins', () => {
  const own = chinaCalendar([
    { day: day('2024-02-12'), working: true },
    { day: day('2024-03-04'), working: false },
  ]);

  expect(own.isWorking(day('2024-02-12'))).toBe(true);
  expect(own.isWorking(day('2024-03-04'))).toBe(false);
  expect(own.isWorking(day('2024-03-05'))).toBe(true);
});
