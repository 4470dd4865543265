import type { Hours, WeekSpan } from '#protocol/clock-times.ts';
import type { Formats } from '../../../words/format.ts';
import type { Words } from '../../../words/words.ts';

export type SpanDay = WeekSpan['days'][number];

const WEEK = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** In the order in which they are offered. */
export const SPAN_DAYS: readonly SpanDay[] = ['working', 'non_working', ...WEEK];

const TIME = /^([01]\d|2[0-3]):[0-5]\d$|^24:00$/;

/** True for `08:30`; `24:00` too. */
export function isTime(text: string): boolean {
  return TIME.test(text);
}

/** What people type as a time of day, as it is kept: `8:30`, `8`, `８：３０`. */
export function timeOf(typed: string): string {
  const text = typed.normalize('NFKC').trim();
  const [, hour, minute = '00'] = /^(\d{1,2})(?:[:.](\d{2}))?$/.exec(text) ?? [];
  return hour === undefined ? text : `${hour.padStart(2, '0')}:${minute}`;
}

export type SpanFault = 'days' | 'time';

/** What is wrong with a span; undefined when nothing is. */
export function spanFault({ days, from, to }: WeekSpan): SpanFault | undefined {
  if (!isTime(from) || !isTime(to)) return 'time';
  return days.length === 0 ? 'days' : undefined;
}

/** True when the collector would take them. */
export function areHoursWhole(hours: Hours): boolean {
  return hours.every((span) => spanFault(span) === undefined);
}

/** Hours in one line: `Mon–Fri 08:00–18:00 · Sat 22:00–06:00 next day`; empty for always. */
export function hoursText(hours: Hours, words: Words, formats: Formats): string {
  const text = words.contacts.hours;
  return hours
    .map(({ days, from, to }) => {
      const end = to <= from ? text.nextDay(to) : to;
      return `${daysText(days, words, formats)} ${from}–${end}`;
    })
    .join(' · ');
}

/** Days that follow each other are one range from three on. */
export function daysText(days: readonly SpanDay[], words: Words, formats: Formats): string {
  const names = words.contacts.hours.days;
  const parts: string[] = days
    .filter((day) => day === 'working' || day === 'non_working')
    .map((day) => names[day]);
  let at = 0;
  while (at < WEEK.length) {
    let end = at;
    while (end < WEEK.length && days.includes(WEEK[end])) end++;
    if (end - at >= 3) parts.push(`${names[WEEK[at]]}–${names[WEEK[end - 1]]}`);
    else parts.push(...WEEK.slice(at, end).map((day) => names[day]));
    at = Math.max(end, at + 1);
  }
  return formats.list(parts);
}
