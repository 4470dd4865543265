import type { Language } from './language.ts';
import { lazily } from './lazily.ts';

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
  /** `2026-08-04 14:05` in the zone: for typing, where the browser's own field would show am and pm. */
  field(ms: number): string;
  /** UTC ms of what was typed in such a form; NaN when it is none. */
  fromField(text: string): number;
  /** Milliseconds to add to UTC for the wall clock of the zone at that moment. */
  zoneOffsetMs(ms: number): number;
}

const FIELD = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})[ T]+(\d{1,2})[:：](\d{2})$/;

/** Time texts of a language in an IANA zone; without one, in that of the browser. */
export function createTimes(language: Language, zone: string | undefined): Times {
  const tag = language === 'en' ? 'en-GB' : language;
  const make = (options: Intl.DateTimeFormatOptions) =>
    lazily(() => new Intl.DateTimeFormat(tag, { timeZone: zone, hourCycle: 'h23', ...options }));
  const time = make({ hour: '2-digit', minute: '2-digit', second: '2-digit' });
  const minute = make({ hour: '2-digit', minute: '2-digit' });
  const day = make({ month: 'short', day: 'numeric' });
  const date = make({ year: 'numeric', month: 'short', day: 'numeric' });
  const fields = lazily(
    () =>
      new Intl.DateTimeFormat('en-CA', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
      }),
  );

  function wallClock(ms: number): Record<string, string> {
    const found: Record<string, string> = {};
    for (const { type, value } of fields().formatToParts(ms)) found[type] = value;
    return found;
  }

  function zoneOffsetMs(ms: number): number {
    const at = wallClock(ms);
    const wall = Date.UTC(+at.year, +at.month - 1, +at.day, +at.hour, +at.minute, +at.second);
    return wall - Math.floor(ms / 1000) * 1000;
  }

  const safe = (format: () => Intl.DateTimeFormat) => (ms: number) =>
    Number.isFinite(ms) ? format().format(ms) : '–';
  return {
    time: safe(time),
    minute: safe(minute),
    day: safe(day),
    date: safe(date),
    moment: (ms) => (Number.isFinite(ms) ? `${day().format(ms)} ${time().format(ms)}` : '–'),
    full: (ms) => (Number.isFinite(ms) ? `${date().format(ms)} ${time().format(ms)}` : '–'),
    field(ms) {
      const at = wallClock(ms);
      return `${at.year}-${at.month}-${at.day} ${at.hour}:${at.minute}`;
    },
    fromField(text) {
      const typed = FIELD.exec(text.trim());
      if (!typed) return Number.NaN;
      const [, year, month, day, hour, minute] = typed.map(Number);
      const wall = Date.UTC(year, month - 1, day, hour, minute);
      // 31 February would silently become a day in March.
      if (new Date(wall).getUTCDate() !== day || hour > 23 || minute > 59) return Number.NaN;
      // Twice, since the offset belongs to the moment that is looked for.
      const guess = wall - zoneOffsetMs(wall);
      return wall - zoneOffsetMs(guess);
    },
    zoneOffsetMs,
  };
}
