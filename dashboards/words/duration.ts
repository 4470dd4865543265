import type { Language } from './language.ts';
import { lazily } from './lazily.ts';

/** Spans of time as text. */
export interface Durations {
  /** The two largest units: `3d 4h`, `3 天 4 小时`. */
  duration(ms: number): string;
  /** The largest unit only: `3d`, `3 天`; for narrow places. */
  age(ms: number): string;
  /** Milliseconds and parts of seconds: `12.3 ms`. */
  precise(ms: number): string;
}

const UNITS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1_000 },
] as const;

/** Duration texts of a language, with its own unit words. */
export function createDurations(language: Language): Durations {
  const formats = UNITS.map(({ unit }) =>
    lazily(() => new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'narrow' })),
  );
  const milliseconds = lazily(() => new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }));

  function parts(ms: number, count: number): string {
    if (!Number.isFinite(ms)) return '–';
    const seconds = Math.max(0, Math.round(ms / 1000)) * 1000;
    const found = UNITS.findIndex((each) => seconds >= each.ms);
    const first = found < 0 ? UNITS.length - 1 : found;
    let rest = seconds;
    const texts: string[] = [];
    for (let at = first; at < UNITS.length && texts.length < count; at++) {
      const amount = Math.floor(rest / UNITS[at].ms);
      rest -= amount * UNITS[at].ms;
      if (amount > 0 || texts.length === 0) texts.push(formats[at]().format(amount));
      else break;
    }
    const text = texts.join(' ');
    // Between a number and a character there is a gap in Chinese print, which Intl leaves out.
    return language === 'zh-CN' ? text.replace(/(\d)(\p{Script=Han})/gu, '$1 $2') : text;
  }

  return {
    duration: (ms) => parts(ms, 2),
    age: (ms) => parts(ms, 1),
    precise: (ms) =>
      Math.abs(ms) >= 1000 ? `${milliseconds().format(ms / 1000)} s` : `${milliseconds().format(ms)} ms`,
  };
}
