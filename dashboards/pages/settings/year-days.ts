import type { CalendarAnswer, OwnDay } from '../../api/jobs.ts';

const DAY_MS = 86_400_000;

export type DayKind = 'working' | 'weekend' | 'holiday' | 'make_up' | 'own_off' | 'own_working';

/** A day of a year with what it is and why. */
export interface YearDay {
  /** `2027-02-05`. */
  day: string;
  date: number;
  kind: DayKind;
  note: string;
}

/** A month by weeks from Monday; undefined where another month is. */
export interface YearMonth {
  /** 0 is January. */
  month: number;
  weeks: (YearDay | undefined)[][];
  workingDays: number;
}

/** The months of a year, each day with what it is. */
export function yearMonths(year: number, { years, own }: CalendarAnswer): YearMonth[] {
  const known = years.find((each) => each.year === year);
  const holidays = new Set(known?.holidays);
  const makeUpDays = new Set(known?.makeUpDays);
  const said = new Map(own.map((each) => [each.day, each]));

  function kindOf(day: string, weekday: number): DayKind {
    const mine = said.get(day);
    if (mine) return mine.working ? 'own_working' : 'own_off';
    if (holidays.has(day)) return 'holiday';
    if (weekday < 5) return 'working';
    return makeUpDays.has(day) ? 'make_up' : 'weekend';
  }

  return Array.from({ length: 12 }, (_, month) => {
    const weeks: (YearDay | undefined)[][] = [];
    let workingDays = 0;
    const end = Date.UTC(year, month + 1, 1);
    for (let at = Date.UTC(year, month, 1); at < end; at += DAY_MS) {
      const day = textOf(at);
      const weekday = (new Date(at).getUTCDay() + 6) % 7;
      const kind = kindOf(day, weekday);
      if (isWorking(kind)) workingDays++;
      if (weeks.length === 0 || weekday === 0) weeks.push(Array(7).fill(undefined));
      const date = new Date(at).getUTCDate();
      weeks[weeks.length - 1][weekday] = { day, date, kind, note: said.get(day)?.note ?? '' };
    }
    return { month, weeks, workingDays };
  });
}

function isWorking(kind: DayKind): boolean {
  return kind === 'working' || kind === 'make_up' || kind === 'own_working';
}

/** `2027-02-05` of what people type in that order; undefined for no day that there is. */
export function parseDayText(text: string): string | undefined {
  const typed = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text.trim());
  if (!typed) return undefined;
  const [year, month, date] = typed.slice(1).map(Number);
  const at = new Date(Date.UTC(year, month - 1, date));
  return at.getUTCMonth() === month - 1 && at.getUTCDate() === date ? textOf(at.getTime()) : undefined;
}

/** Both and all between, ascending; none when the last is before the first. */
export function daysBetween(first: string, last: string): string[] {
  const days: string[] = [];
  // A slip in the year would ask for thousands.
  const end = Math.min(Date.parse(last), Date.parse(first) + 400 * DAY_MS);
  for (let at = Date.parse(first); at <= end; at += DAY_MS) days.push(textOf(at));
  return days;
}

/** Own days with these among them, ascending; the same day said anew is another word about it. */
export function withDays(known: readonly OwnDay[], added: readonly OwnDay[]): OwnDay[] {
  const byDay = new Map([...known, ...added].map((each) => [each.day, each]));
  return [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

function textOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
