import type { Hours, WeekSpan } from '#protocol/clock-times.ts';
import { type Day, instantOf, localDay, minutesOf, weekdayOf } from './civil.ts';
import type { Calendar } from './working-days.ts';

/** A stretch of time: `fromMs` belongs to it, `toMs` no more; that may be infinite. */
export interface Stretch {
  fromMs: number;
  toMs: number;
}

/** Days looked ahead for a span, and for the end of one: what does not change in a year counts as lasting. */
const DAYS_LOOKED = 400;
const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Whether this moment lies in the hours, as clocks in the zone show them. No span: always. */
export function isWithin(hours: Hours, atMs: number, zone: string, calendar: Calendar): boolean {
  if (hours.length === 0) return true;
  const today = localDay(zone, atMs);
  for (let day = today - 2; day <= today; day++) {
    for (const span of hours) {
      if (!isOn(span, day, calendar)) continue;
      const { fromMs, toMs } = stretchOf(span, day, zone);
      if (fromMs <= atMs && atMs < toMs) return true;
    }
  }
  return false;
}

/** When `isWithin` answers differently for the first time after this moment; null: not within a year. */
export function nextChange(hours: Hours, atMs: number, zone: string, calendar: Calendar): number | null {
  for (const { fromMs, toMs } of hoursAfter(hours, atMs, zone, calendar)) {
    if (fromMs > atMs) return fromMs;
    return toMs === Number.POSITIVE_INFINITY ? null : toMs;
  }
  return null;
}

/**
 * The stretches that end after this moment, ascending, those that touch as one; as far as a year of days without a
 * span. The first one began at `fromMs` or, where hours touch each other, before.
 */
export function* hoursAfter(
  hours: Hours,
  afterMs: number,
  zone: string,
  calendar: Calendar,
): Generator<Stretch> {
  if (hours.length === 0) {
    yield { fromMs: Number.NEGATIVE_INFINITY, toMs: Number.POSITIVE_INFINITY };
    return;
  }
  let open: Stretch | undefined;
  let lastDay = localDay(zone, afterMs) + DAYS_LOOKED;
  for (let day = lastDay - DAYS_LOOKED - 2; day <= lastDay; day++) {
    for (const next of stretchesOn(hours, day, zone, calendar)) {
      if (next.toMs <= afterMs) continue;
      if (open && next.fromMs <= open.toMs) {
        open.toMs = Math.max(open.toMs, next.toMs);
        continue;
      }
      if (open) yield open;
      open = next;
      lastDay = day + DAYS_LOOKED;
    }
  }
  if (!open) return;
  const lastsForEver = lastDay <= localDay(zone, open.toMs);
  yield lastsForEver ? { ...open, toMs: Number.POSITIVE_INFINITY } : open;
}

/** What begins on the day, ascending. */
function stretchesOn(hours: Hours, day: Day, zone: string, calendar: Calendar): Stretch[] {
  const found: Stretch[] = [];
  for (const span of hours) {
    if (!isOn(span, day, calendar)) continue;
    const stretch = stretchOf(span, day, zone);
    // Empty where clocks jump over all of it.
    if (stretch.fromMs < stretch.toMs) found.push(stretch);
  }
  return found.sort((one, other) => one.fromMs - other.fromMs);
}

function isOn({ days }: WeekSpan, day: Day, calendar: Calendar): boolean {
  if (days.includes(WEEKDAYS[weekdayOf(day) - 1] as (typeof WEEKDAYS)[number])) return true;
  return days.includes(calendar.isWorking(day) ? 'working' : 'non_working');
}

function stretchOf({ from, to }: WeekSpan, day: Day, zone: string): Stretch {
  const [begins, ends] = [minutesOf(from), minutesOf(to)];
  return {
    fromMs: instantOf(zone, day, begins),
    toMs: instantOf(zone, ends > begins ? day : day + 1, ends),
  };
}
