import type { SpaceEntry } from '../../api/services.ts';
import type { Mark } from '../../ui/state-mark.tsx';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';

const DAY_MS = 86_400_000;
/** As the rules that call people have it: within a week somebody has to act, within two days now. */
const CRITICAL_DAYS = 2;
const WARNING_DAYS = 7;
/** Farther ahead a day more or less says nothing. */
const DATED_DAYS = 400;

/** How soon it is full, as a mark. */
export function spaceMark({ code, days }: Pick<SpaceEntry, 'code' | 'days'>): Mark {
  if (code === 'short_history' || code === 'no_limit') return 'none';
  if (days === null) return 'ok';
  if (days <= CRITICAL_DAYS) return 'critical';
  return days <= WARNING_DAYS ? 'warning' : 'ok';
}

/** `6.2 d`, `14 h`, or the word that stands for no number. */
export function daysText(
  { code, days }: Pick<SpaceEntry, 'code' | 'days'>,
  words: Words,
  formats: Formats,
): string {
  const text = words.databases;
  if (days === null || code === 'full') return text.codes[code];
  if (days < 1) return text.underDay(formats.duration(days * DAY_MS));
  return text.inDays(formats.number(days, days < 10 ? 1 : 0));
}

/** Why that number: by what it is foretold, and the date; empty where `daysText` has said it. */
export function daysReason(
  { code, days }: Pick<SpaceEntry, 'code' | 'days'>,
  words: Words,
  formats: Formats,
  nowMs: number,
): string {
  if (days === null || code === 'full') return '';
  const { codes, on } = words.databases;
  const date = days <= DATED_DAYS ? on(formats.day(nowMs + days * DAY_MS)) : '';
  return code === 'fills' || date === '' ? codes[code] : `${date} · ${codes[code]}`;
}

/** How full it is, by what people act upon. */
export function fullLevel(percent: number | null): 'calm' | 'warning' | 'critical' {
  if (percent === null || percent < 85) return 'calm';
  return percent < 95 ? 'warning' : 'critical';
}

export function typeText(words: Words, type: string): string {
  return words.databases.types[type] ?? type;
}
