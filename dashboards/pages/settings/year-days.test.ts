import { expect, test } from 'vitest';
import type { CalendarAnswer } from '../../api/jobs.ts';
import { daysBetween, parseDayText, withDays, yearMonths } from './year-days.ts';

const CALENDAR: CalendarAnswer = {
  years: [
    {
      year: 2026,
      source: '',
      holidays: ['2026-10-01', '2026-10-02', '2026-10-05', '2026-10-06', '2026-10-07'],
      makeUpDays: ['2026-10-10'],
    },
  ],
  missing: [2027],
  own: [
    { day: '2026-10-08', working: false, note: 'power' },
    { day: '2026-10-11', working: true, note: '' },
  ],
};

function kindsOf(year: number, month: number): Record<string, string> {
  const days = yearMonths(year, CALENDAR)[month].weeks.flat();
  return Object.fromEntries(days.flatMap((day) => (day ? [[day.day.slice(-2), day.kind]] : [])));
}

test('own days win over holidays, holidays and make-up days over the week', () => {
  expect(kindsOf(2026, 9)).toMatchObject({
    '01': 'holiday',
    '03': 'weekend',
    '08': 'own_off',
    '09': 'working',
    10: 'make_up',
    11: 'own_working',
  });
  // 22 weekdays, less six days off, and two days at weekends.
  expect(yearMonths(2026, CALENDAR)[9].workingDays).toBe(18);
});

test('a year that is not known goes by the week alone', () => {
  expect(kindsOf(2027, 9)).toMatchObject({ '01': 'working', '02': 'weekend' });
});

test('a leap day is there, and each week has seven places', () => {
  const february = yearMonths(2028, CALENDAR)[1];
  expect(february.weeks.flat().filter((day) => day)).toHaveLength(29);
  expect(february.weeks.every((week) => week.length === 7)).toBe(true);
});

test.each([
  ['2027-02-05', '2027-02-05'],
  [' 2027/2/5 ', '2027-02-05'],
  ['2027-02-30', undefined],
  ['5.2.2027', undefined],
  ['', undefined],
])('%j is read as %s', (text, day) => {
  expect(parseDayText(text)).toBe(day);
});

test('days between are told with both ends, over the end of a month', () => {
  expect(daysBetween('2027-01-30', '2027-02-02')).toEqual([
    '2027-01-30',
    '2027-01-31',
    '2027-02-01',
    '2027-02-02',
  ]);
  expect(daysBetween('2027-02-02', '2027-02-01')).toEqual([]);
});

test('a day that is said anew replaces what was said', () => {
  const own = withDays(CALENDAR.own, [{ day: '2026-10-08', working: true, note: 'after all' }]);
  expect(own.map(({ day, note }) => `${day} ${note}`)).toEqual(['2026-10-08 after all', '2026-10-11 ']);
});
