import type { Formats } from '../../words/format.ts';

const MINUTE_MS = 60_000;

/** How long something lasts, without seconds that change all the time, once it lasts a minute. */
export function calmSpan(formats: Formats, ms: number): string {
  return formats.duration(ms < MINUTE_MS ? ms : Math.floor(ms / MINUTE_MS) * MINUTE_MS);
}

/** The time of day, and the day where it is another one. */
export function dayAndMinute(formats: Formats, ms: number, nowMs: number): string {
  const day = formats.day(ms);
  return day === formats.day(nowMs) ? formats.minute(ms) : `${day} ${formats.minute(ms)}`;
}
