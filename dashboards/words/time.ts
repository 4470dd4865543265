import type { Language } from './language.ts';

/** Times of day and dates as text, 24 h, in one zone. */
export interface Times {
  /** `14:05:09`. */
  time(ms: number): string;
  /** `14:05`. */
  minute(ms: number): string;
  /** Month and day: `8月4日`, `4 Aug`. */
  day(ms: number): string;
  /** With year: `2026年8月4日`, `4 Aug 2026`. */
  date(ms: number): string;
  /** Day and time, for what is recent: `8月4日 14:05:09`. */
  moment(ms: number): string;
  /** Year, day and time, for what is kept: `2026年8月4日 14:05:09`. */
  full(ms: number): string;
  /** `2026-08-04T14:05`, as a field of type `datetime-local` wants it, in the zone. */
  field(ms: number): string;
  /** UTC ms of what such a field says in the zone; NaN when it says nothing. */
  fromField(text: string): number;
  /** Milliseconds to add to UTC for the wall clock of the zone at that moment. */
  zoneOffsetMs(ms: number): number;
}

/** Time texts of a language in an IANA zone. */
export function createTimes(language: Language, zone: string): Times {
  const tag = language === 'en' ? 'en-GB' : language;
  const make = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(tag, { timeZone: zone, hourCycle: 'h23', ...options });
  const time = make({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const minute = make({ hour: '2-digit', minute: '2-digit' });
  const day = make({ month: 'short', day: 'numeric' });
  const date = make({ year: 'numeric', month: 'short', day: 'numeric' });
  const fields = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });

  function wallClock(ms: number): Record<string, string> {
    const found: Record<string, string> = {};
    for (const { type, value } of fields.formatToParts(ms)) found[type] = value;
    return found;
  }

  function zoneOffsetMs(ms: number): number {
    const at = wallClock(ms);
    const wall = Date.UTC(+at.year, +at.month - 1, +at.day, +at.hour, +at.minute, +at.second);
    return wall - Math.floor(ms / 1000) * 1000;
  }

  const safe = (format: Intl.DateTimeFormat) => (ms: number) =>
    Number.isFinite(ms) ? format.format(ms) : '–';
  return {
    time: safe(time),
    minute: safe(minute),
    day: safe(day),
    date: safe(date),
    moment: (ms) => (Number.isFinite(ms) ? `${day.format(ms)} ${time.format(ms)}` : '–'),
    full: (ms) => (Number.isFinite(ms) ? `${date.format(ms)} ${time.format(ms)}` : '–'),
    field(ms) {
      const at = wallClock(ms);
      return `${at.year}-${at.month}-${at.day}T${at.hour}:${at.minute}`;
    },
    fromField(text) {
      const wall = Date.parse(`${text}Z`);
      if (Number.isNaN(wall)) return Number.NaN;
      // Twice, since the offset belongs to the moment that is looked for.
      const guess = wall - zoneOffsetMs(wall);
      return wall - zoneOffsetMs(guess);
    },
    zoneOffsetMs,
  };
}
