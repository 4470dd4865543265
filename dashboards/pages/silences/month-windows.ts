import type { SilenceWindow, Span } from '../../api/silences.ts';
import type { ZoneClock } from './silence-draft.ts';

/** A month of a year; 0 is January. */
export interface Month {
  year: number;
  month: number;
}

/** A window as far as it lies on one day. */
export interface DayWindow extends SilenceWindow {
  /** It began on an earlier day, or goes on to a later one. */
  isBegun: boolean;
  isGoingOn: boolean;
}

/** The month in which `2026-08-04` lies. */
export function monthOf(day: string): Month {
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)) - 1 };
}

/** So many months later, or earlier. */
export function monthAfter({ year, month }: Month, by: number): Month {
  const at = year * 12 + month + by;
  return { year: Math.floor(at / 12), month: at - Math.floor(at / 12) * 12 };
}

/** `2026-08`, as it stands in addresses. */
export function monthText({ year, month }: Month): string {
  return `${year}-${String(month + 1).padStart(2, '0')}`;
}

/** Reads `2026-08`; undefined for anything else. */
export function parseMonth(text: string | null): Month | undefined {
  const found = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text ?? '');
  return found ? { year: Number(found[1]), month: Number(found[2]) - 1 } : undefined;
}

/** From its first midnight to that of the next month, by the clock of the zone. */
export function spanOfMonth(month: Month, clock: ZoneClock): Span {
  const beginOf = (each: Month) => clock.fromField(`${monthText(each)}-01 00:00`);
  return { fromMs: beginOf(month), toMs: beginOf(monthAfter(month, 1)) };
}

/** By day of the month, each with what holds on it in the order of beginning. */
export function windowsByDay(
  windows: readonly SilenceWindow[],
  month: Month,
  clock: ZoneClock,
): ReadonlyMap<string, readonly DayWindow[]> {
  const found = new Map<string, DayWindow[]>();
  const days = new Date(Date.UTC(month.year, month.month + 1, 0)).getUTCDate();
  const dayText = (date: number) => `${monthText(month)}-${String(date).padStart(2, '0')}`;
  const begins = Array.from({ length: days }, (_, at) => clock.fromField(`${dayText(at + 1)} 00:00`));
  begins.push(spanOfMonth(month, clock).toMs);
  for (let at = 0; at < days; at++) {
    const [beginMs, endMs] = [begins[at], begins[at + 1]];
    const own = windows.filter(({ fromMs, toMs }) => fromMs < endMs && toMs > beginMs);
    if (own.length === 0) continue;
    const ofDay = own.map((window) => ({
      ...window,
      isBegun: window.fromMs < beginMs,
      isGoingOn: window.toMs > endMs,
    }));
    found.set(
      dayText(at + 1),
      ofDay.sort((one, other) => one.fromMs - other.fromMs),
    );
  }
  return found;
}
