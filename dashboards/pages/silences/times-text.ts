import type { Times } from '#protocol/clock-times.ts';
import type { Span } from '../../api/silences.ts';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';
import { hoursText } from '../settings/contacts/hours.ts';

/** When it holds, in one line. */
export function timesText(times: Times, words: Words, formats: Formats): string {
  const text = words.silences;
  if (times.kind === 'once') return spanText(times, formats);
  const what =
    times.kind === 'hours'
      ? hoursText(times.hours, words, formats)
      : text.cron(times.cron, formats.duration(times.durationMs));
  return times.untilMs === null ? what : text.lasting(what, momentText(times.untilMs, formats));
}

/** `8月4日 14:00 – 16:00`; the day of the end is told where it is another one. */
export function spanText({ fromMs, toMs }: Span, formats: Formats): string {
  const isSameDay = dayOf(fromMs, formats) === dayOf(toMs, formats);
  const end = isSameDay ? formats.minute(toMs) : momentText(toMs, formats);
  return `${momentText(fromMs, formats)} – ${end}`;
}

/** Day and time without seconds, which say nothing of a plan. */
export function momentText(ms: number, formats: Formats): string {
  return `${formats.day(ms)} ${formats.minute(ms)}`;
}

/** `2026-08-04` in the zone. */
export function dayOf(ms: number, formats: Pick<Formats, 'field'>): string {
  return formats.field(ms).slice(0, 10);
}
