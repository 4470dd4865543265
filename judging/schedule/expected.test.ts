import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { JobSchedule } from '#protocol/job.ts';
import { DAY_MS, dayOf, dayText, instantOf, localDay, partsOf, weekdayOf } from './civil.ts';
import {
  type ClockSchedule,
  expectedAround,
  type ScheduleContext,
  type Window,
  windowsAfter,
} from './expected.ts';
import { JUMPS, shownAt } from './test-clock.ts';
import { chinaCalendar } from './working-days.ts';

const calendar = chinaCalendar();
const SHANGHAI: ScheduleContext = { zone: 'Asia/Shanghai', calendar, graceMs: 0, missingAfterMs: undefined };
const parse = (schedule: unknown) => JobSchedule.parse(schedule) as ClockSchedule;
const at = (text: string) => Date.parse(`${text}+08:00`);
const shown = (atMs: number) => shownAt('Asia/Shanghai', atMs).text;

/** Deadlines after a moment, as clocks in Shanghai show them. */
function deadlines(
  schedule: unknown,
  from: string,
  count: number,
  more: Partial<ScheduleContext> = {},
): string[] {
  const found: string[] = [];
  for (const { dueMs } of windowsAfter(parse(schedule), { ...SHANGHAI, ...more }, at(from))) {
    found.push(shown(dueMs));
    if (found.length === count) break;
  }
  return found;
}

describe('deadlines', () => {
  test('16:00 on every working day leaves the festival out and takes the make-up days in', () => {
    const daily = { kind: 'daily', days: 'working', by: '16:00' };

    expect(deadlines(daily, '2024-02-08T16:00:00', 5)).toEqual([
      '2024-02-09 16:00',
      '2024-02-18 16:00',
      '2024-02-19 16:00',
      '2024-02-20 16:00',
      '2024-02-21 16:00',
    ]);
    expect(deadlines(daily, '2024-02-08T15:59:59', 1)).toEqual(['2024-02-08 16:00']);
  });

  test.each([
    [
      { kind: 'daily', days: 'non_working', by: '08:00' },
      ['2024-04-04 08:00', '2024-04-05 08:00', '2024-04-06 08:00', '2024-04-13 08:00'],
    ],
    [{ kind: 'weekly', weekdays: [1], by: '24:00' }, ['2024-04-09 00:00', '2024-04-16 00:00']],
    [
      { kind: 'monthly', on: { day: 31 }, by: '09:00' },
      ['2024-04-30 09:00', '2024-05-31 09:00', '2024-06-30 09:00'],
    ],
    [{ kind: 'monthly', on: 'last' }, ['2024-05-01 00:00', '2024-06-01 00:00']],
    [
      { kind: 'monthly', on: { workingDay: 3 }, by: '12:00' },
      ['2024-04-03 12:00', '2024-05-08 12:00', '2024-06-05 12:00'],
    ],
    [{ kind: 'quarterly' }, ['2024-07-01 00:00', '2024-10-01 00:00', '2025-01-01 00:00']],
    [
      { kind: 'quarterly', daysBeforeEnd: 14, by: '18:00' },
      ['2024-06-16 18:00', '2024-09-16 18:00', '2024-12-17 18:00'],
    ],
    [{ kind: 'half_yearly' }, ['2024-07-01 00:00', '2025-01-01 00:00']],
    [
      { kind: 'cron', expression: '0 2 * * 0', withinMs: 3_600_000 },
      ['2024-04-07 03:00', '2024-04-14 03:00'],
    ],
  ])('%j', (schedule, expected) => {
    expect(deadlines(schedule, '2024-04-02T12:00:00', expected.length)).toEqual(expected);
  });

  test('of a quarter that is just over come first, and then those of the new one', () => {
    expect(deadlines({ kind: 'quarterly' }, '2024-03-31T23:59:59', 2)).toEqual([
      '2024-04-01 00:00',
      '2024-07-01 00:00',
    ]);
    expect(deadlines({ kind: 'quarterly' }, '2024-04-01T00:00:00', 1)).toEqual(['2024-07-01 00:00']);
  });
});

describe('a window', () => {
  const first = (schedule: unknown, from: string, more: Partial<ScheduleContext> = {}) => {
    const [window] = windowsAfter(parse(schedule), { ...SHANGHAI, ...more }, at(from));
    const { opensMs, dueMs, lateMs, closesMs } = window;
    return [opensMs, dueMs, lateMs, closesMs].map(shown);
  };

  test('of a night opens on the evening before, and closes when the next one opens', () => {
    const nightly = { kind: 'daily', from: '18:00', by: '08:00' };

    expect(first(nightly, '2024-05-05T12:00:00', { graceMs: 600_000 })).toEqual([
      '2024-05-05 18:00',
      '2024-05-06 08:00',
      '2024-05-06 08:10',
      '2024-05-06 18:00',
    ]);
  });

  test('before a weekend closes a day after its deadline', () => {
    expect(first({ kind: 'daily', days: 'working', by: '16:00' }, '2024-05-17T00:00:00')).toEqual([
      '2024-05-17 00:00',
      '2024-05-17 16:00',
      '2024-05-17 16:00',
      '2024-05-18 16:00',
    ]);
  });

  test('of a month takes the whole of it, whenever the deadline is', () => {
    expect(first({ kind: 'monthly', on: { day: 5 } }, '2024-05-01T00:00:00')).toEqual([
      '2024-05-01 00:00',
      '2024-05-06 00:00',
      '2024-05-06 00:00',
      '2024-06-01 00:00',
    ]);
  });

  test('never closes before its grace has ended, nor later than people have said', () => {
    const daily = { kind: 'daily', by: '23:00' };

    expect(first(daily, '2024-05-01T00:00:00', { graceMs: 7_200_000 })[3]).toBe('2024-05-02 01:00');
    expect(first(daily, '2024-05-01T00:00:00', { missingAfterMs: 1_800_000 })[3]).toBe('2024-05-01 23:30');
  });

  test('of a cron job opens a little early, half of its step at most', () => {
    const opens = (expression: string) => first({ kind: 'cron', expression }, '2024-05-01T12:00:00')[0];

    expect(opens('0 12 * * *')).toBe('2024-05-01 11:50');
    expect(opens('*/10 * * * *')).toBe('2024-05-01 11:05');
  });
});

const time = fc
  .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '15', '30', '45'))
  .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`);
const anySchedule = fc.oneof(
  fc.record({
    kind: fc.constant('daily'),
    days: fc.constantFrom('all', 'working', 'non_working'),
    by: time,
    from: time,
  }),
  fc.record({
    kind: fc.constant('weekly'),
    weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
    by: time,
    from: time,
  }),
  fc.record({
    kind: fc.constant('monthly'),
    on: fc.oneof(
      fc.constant('last'),
      fc.integer({ min: 1, max: 31 }).map((day) => ({ day })),
      fc.integer({ min: 1, max: 20 }).map((workingDay) => ({ workingDay })),
    ),
    by: time,
  }),
  fc.record({ kind: fc.constant('quarterly'), by: time, daysBeforeEnd: fc.integer({ min: 0, max: 60 }) }),
  fc.record({ kind: fc.constant('half_yearly'), by: time, daysBeforeEnd: fc.integer({ min: 0, max: 60 }) }),
);

/** Whether a day of the wall calendar has a deadline, asked of each day alone. */
function isDeadlineDay(schedule: ClockSchedule, day: number): boolean {
  const { month, date } = partsOf(day);
  const isLast = partsOf(day + 1).date === 1;
  switch (schedule.kind) {
    case 'daily':
      return schedule.days === 'all' || calendar.isWorking(day) === (schedule.days === 'working');
    case 'weekly':
      return schedule.weekdays.some((weekday) => weekday === weekdayOf(day));
    case 'monthly': {
      if (schedule.on === 'last') return isLast;
      if ('day' in schedule.on) return date === schedule.on.day || (isLast && date < schedule.on.day);
      let worked = 0;
      for (let one = day - date + 1; one <= day; one++) if (calendar.isWorking(one)) worked++;
      if (calendar.isWorking(day) && worked === schedule.on.workingDay) return true;
      return isLast && worked < schedule.on.workingDay;
    }
    case 'quarterly':
    case 'half_yearly': {
      const end = partsOf(day + schedule.daysBeforeEnd + 1);
      return end.date === 1 && (end.month - 1) % (schedule.kind === 'quarterly' ? 3 : 6) === 0;
    }
    default:
      return month > 12;
  }
}

describe('whatever the schedule and the zone', () => {
  const zone = fc.constantFrom(...new Set(JUMPS.map(([name]) => name)));
  const moment = fc
    .integer({ min: Date.UTC(2023, 11, 1) / 60_000, max: Date.UTC(2026, 10, 1) / 60_000 })
    .map((m) => m * 60_000);

  test('deadlines are those of the days that have one', () => {
    fc.assert(
      fc.property(anySchedule, zone, moment, (wanted, name, fromMs) => {
        const schedule = parse(wanted);
        const by = (schedule as { by: string }).by;
        const minutes = Number(by.slice(0, 2)) * 60 + Number(by.slice(3));
        const expected: number[] = [];
        for (let day = localDay(name, fromMs) - 1; expected.length < 4; day++) {
          const dueMs = isDeadlineDay(schedule, day) ? instantOf(name, day, minutes) : 0;
          if (dueMs > fromMs) expected.push(dueMs);
        }

        const found = take(windowsAfter(schedule, { ...SHANGHAI, zone: name }, fromMs), 4);

        expect(found.map(({ dueMs }) => dueMs)).toEqual(expected);
      }),
      { numRuns: 300 },
    );
  });

  test('a deadline at the moment at which a month begins is that of the month before', () => {
    const schedule = parse({ kind: 'monthly', on: { workingDay: 1 }, by: '00:00' });
    const atMs = Date.parse('2024-01-15T00:00:00+01:00');

    const [window] = windowsAfter(schedule, { ...SHANGHAI, zone: 'Europe/Berlin' }, atMs);

    expect(window).toMatchObject({
      opensMs: Date.parse('2024-01-01T00:00:00+01:00'),
      dueMs: Date.parse('2024-02-01T00:00:00+01:00'),
    });
  });

  test('windows never step back, and the one before and the one after a moment are neighbours', () => {
    fc.assert(
      fc.property(anySchedule, zone, moment, (wanted, name, atMs) => {
        const schedule = parse(wanted);
        const context = { ...SHANGHAI, zone: name, graceMs: 60_000 };
        const found = take(windowsAfter(schedule, context, atMs), 5);
        for (const [index, window] of found.entries()) {
          expect(window.opensMs).toBeLessThan(window.dueMs);
          expect(window.lateMs).toBeLessThanOrEqual(window.closesMs);
          const next = found[index + 1];
          if (next) expect(next.opensMs >= window.opensMs && next.closesMs >= window.closesMs).toBe(true);
        }

        const { previous, next } = expectedAround(schedule, context, atMs);

        expect(next).toEqual(found[0]);
        expect(previous && previous.dueMs <= atMs).toBe(true);
        const [after] = windowsAfter(schedule, context, previous?.dueMs ?? 0);
        expect(after, dayText(localDay(name, atMs))).toEqual(next);
      }),
      { numRuns: 200 },
    );
  });

  test('the same holds for cron', () => {
    const context = { ...SHANGHAI, zone: 'Europe/Berlin' };
    for (const expression of ['30 2 * * *', '*/20 * * * *', '0 0 29 2 *', '0 4 L * *']) {
      const schedule = parse({ kind: 'cron', expression, withinMs: 600_000 });
      for (let atMs = Date.UTC(2024, 2, 30); atMs < Date.UTC(2024, 3, 2); atMs += DAY_MS / 7) {
        const { previous, next } = expectedAround(schedule, context, atMs);
        const [after] = windowsAfter(schedule, context, previous?.dueMs ?? 0);
        expect(previous && previous.dueMs <= atMs).toBe(true);
        expect(next && next.dueMs > atMs).toBe(true);
        expect(after).toEqual(next);
      }
    }
  });
});

test('days of a zone are counted there', () => {
  expect(localDay('Asia/Shanghai', at('2024-05-01T00:00:00'))).toBe(dayOf(2024, 5, 1));
});

function take(windows: Generator<Window>, count: number): Window[] {
  const found: Window[] = [];
  for (const window of windows) {
    found.push(window);
    if (found.length === count) break;
  }
  return found;
}
