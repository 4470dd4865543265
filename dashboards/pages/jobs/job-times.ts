import type { Formats } from '../../words/format.ts';

/** Day and time of day to the minute. */
export function momentText(formats: Formats, ms: number): string {
  return `${formats.day(ms)} ${formats.minute(ms)}`;
}

/** A deadline: midnight is the end of the day before, as people say it. */
export function dueText(formats: Formats, ms: number): string {
  return formats.minute(ms) === '00:00' ? `${formats.day(ms - 1)} 24:00` : momentText(formats, ms);
}
