import type { JobSchedule } from '#protocol/job.ts';
import { DAY_MS, type Day, dayOf, instantOf, localDay, minutesOf, partsOf, weekdayOf } from './civil.ts';
import { parseCron } from './cron.ts';
import type { Calendar } from './working-days.ts';

/** One time at which a success is expected. All are UTC ms. */
export interface Window {
  /** When it begins in the words of the schedule: the start of a cron job, else the same as `opensMs`. */
  startMs: number;
  /** A success counts for it from here on. */
  opensMs: number;
  /** The deadline; a success at this very moment is in time. */
  dueMs: number;
  /** The deadline with its grace: late after it. */
  lateMs: number;
  /** Given up: a success after it counts for a later window. */
  closesMs: number;
}

/** Schedules that the clock alone decides. */
export type ClockSchedule = Exclude<JobSchedule, { kind: 'every' | 'after' }>;

/** What a schedule is read with. */
export interface ScheduleContext {
  zone: string;
  calendar: Calendar;
  graceMs: number;
  /** After the deadline; undefined: when the next window opens, a day at most, months for schedules of months. */
  missingAfterMs: number | undefined;
}

type Planned = Pick<Window, 'startMs' | 'opensMs' | 'dueMs'>;

/** A cron job that starts a little early by its own clock still counts. */
const EARLY_MS = 10 * 60_000;
/** Days looked through for one of the wanted kind; calendars of an organisation may hold long closures. */
const DAYS_LOOKED = 800;

/** The windows with a deadline after this moment, ascending; the last one may not be the last that there is. */
export function* windowsAfter(
  schedule: ClockSchedule,
  context: ScheduleContext,
  dueAfterMs: number,
): Generator<Window> {
  let last: Planned | undefined;
  for (const planned of plannedAfter(schedule, context, dueAfterMs)) {
    if (last) yield toWindow(schedule, context, last, planned);
    last = planned;
  }
}

/** The newest window with a deadline at or before this moment, and the oldest with one after it. */
export function expectedAround(
  schedule: ClockSchedule,
  context: ScheduleContext,
  atMs: number,
): { previous: Window | undefined; next: Window | undefined } {
  for (const startMs of startsBefore(schedule, context, atMs)) {
    let previous: Window | undefined;
    for (const window of windowsAfter(schedule, context, startMs)) {
      if (window.dueMs > atMs) {
        if (previous) return { previous, next: window };
        break;
      }
      previous = window;
    }
  }
  const [next] = windowsAfter(schedule, context, atMs);
  return { previous: undefined, next };
}

/** Moments behind which a window is likely to end before `atMs`, nearest first. */
function startsBefore(schedule: ClockSchedule, { zone }: ScheduleContext, atMs: number): number[] {
  if (schedule.kind !== 'cron') return [3, 40, 400].map((days) => atMs - days * DAY_MS);
  const start = parseCron(schedule.expression, zone).previous(atMs - schedule.withinMs);
  return start === undefined ? [] : [start + schedule.withinMs - 1];
}

function toWindow(
  schedule: ClockSchedule,
  { graceMs, missingAfterMs }: ScheduleContext,
  planned: Planned,
  next: Planned,
): Window {
  const { dueMs } = planned;
  const lateMs = dueMs + graceMs;
  const longestMs = isOfMonths(schedule) ? Number.POSITIVE_INFINITY : dueMs + DAY_MS;
  const givenUpMs = missingAfterMs === undefined ? Math.min(next.startMs, longestMs) : dueMs + missingAfterMs;
  return { ...planned, lateMs, closesMs: Math.max(lateMs, givenUpMs) };
}

/** Schedules whose windows are whole months: they are judged from the middle of one, too. */
export function isOfMonths({ kind }: JobSchedule): boolean {
  return kind === 'monthly' || kind === 'quarterly' || kind === 'half_yearly';
}

function plannedAfter(
  schedule: ClockSchedule,
  context: ScheduleContext,
  dueAfterMs: number,
): Generator<Planned> {
  switch (schedule.kind) {
    case 'cron':
      return cronStarts(schedule, context, dueAfterMs);
    case 'daily':
    case 'weekly':
      return days(schedule, context, dueAfterMs);
    case 'monthly':
      return periods(1, schedule.by, context, dueAfterMs, (year, month) =>
        dayOfMonth(schedule.on, context.calendar, year, month),
      );
    case 'quarterly':
    case 'half_yearly': {
      const months = schedule.kind === 'quarterly' ? 3 : 6;
      const dueDay = (year: number, month: number) =>
        dayOf(year, month + months, 1) - 1 - schedule.daysBeforeEnd;
      return periods(months, schedule.by, context, dueAfterMs, dueDay);
    }
  }
}

function* cronStarts(
  { expression, withinMs }: Extract<ClockSchedule, { kind: 'cron' }>,
  { zone }: ScheduleContext,
  dueAfterMs: number,
): Generator<Planned> {
  const cron = parseCron(expression, zone);
  let startMs = cron.next(dueAfterMs - withinMs);
  if (startMs === undefined) return;
  let before = cron.previous(startMs - 1_000) ?? startMs - DAY_MS;
  while (startMs !== undefined) {
    const earlyMs = Math.min(EARLY_MS, (startMs - before) / 2);
    yield { startMs, opensMs: startMs - earlyMs, dueMs: startMs + withinMs };
    before = startMs;
    startMs = cron.next(startMs);
  }
}

function* days(
  schedule: Extract<ClockSchedule, { kind: 'daily' | 'weekly' }>,
  { zone, calendar }: ScheduleContext,
  dueAfterMs: number,
): Generator<Planned> {
  const [from, by] = [minutesOf(schedule.from), minutesOf(schedule.by)];
  let day = localDay(zone, dueAfterMs) - 1;
  for (let looked = 0; looked < DAYS_LOOKED; looked++, day++) {
    if (!isWanted(schedule, calendar, day)) continue;
    const dueMs = instantOf(zone, day, by);
    if (dueMs <= dueAfterMs) continue;
    looked = 0;
    // Also where a clock that jumps ahead makes one moment of both.
    const sameDayMs = instantOf(zone, day, from);
    const opensMs = sameDayMs < dueMs ? sameDayMs : instantOf(zone, day - 1, from);
    yield { startMs: opensMs, opensMs, dueMs };
  }
}

function isWanted(
  schedule: Extract<ClockSchedule, { kind: 'daily' | 'weekly' }>,
  calendar: Calendar,
  day: Day,
): boolean {
  if (schedule.kind === 'weekly') return schedule.weekdays.includes(weekdayOf(day));
  return schedule.days === 'all' || calendar.isWorking(day) === (schedule.days === 'working');
}

/** Periods of so many months, each with its deadline on the day that `dueDay` says. */
function* periods(
  months: number,
  by: string,
  { zone }: ScheduleContext,
  dueAfterMs: number,
  dueDay: (year: number, month: number) => Day,
): Generator<Planned> {
  const { year, month } = partsOf(localDay(zone, dueAfterMs));
  const minutes = minutesOf(by);
  // The deadline of the period before may be the midnight that this one begins with.
  for (let first = Math.floor((month - 1) / months) * months + 1 - months; ; first += months) {
    const start = dayOf(year, first, 1);
    const { year: ownYear, month: ownMonth } = partsOf(start);
    const dueMs = instantOf(zone, dueDay(ownYear, ownMonth), minutes);
    if (dueMs <= dueAfterMs) continue;
    const startMs = instantOf(zone, start, 0);
    // A deadline at the very moment at which a period begins is that of the period before.
    const opensMs = startMs < dueMs ? startMs : instantOf(zone, dayOf(year, first - months, 1), 0);
    yield { startMs: opensMs, opensMs, dueMs };
  }
}

function dayOfMonth(
  on: Extract<JobSchedule, { kind: 'monthly' }>['on'],
  calendar: Calendar,
  year: number,
  month: number,
): Day {
  const first = dayOf(year, month, 1);
  const last = dayOf(year, month + 1, 1) - 1;
  if (on === 'last') return last;
  if ('day' in on) return Math.min(first + on.day - 1, last);
  let count = 0;
  for (let day = first; day <= last; day++) {
    if (calendar.isWorking(day) && ++count === on.workingDay) return day;
  }
  return last;
}
