import { type Day, dayOf } from './civil.ts';

/** One year of statutory holidays, as the State Council has published it. */
export interface ChinaYear {
  year: number;
  /** The notice it is taken from. */
  source: string;
  holidays: ReadonlySet<Day>;
  /** Weekend days on which people work 调休. */
  makeUpDays: ReadonlySet<Day>;
}

/** Undefined for a year that is not known here; the notice for the next year comes in autumn. */
export function chinaYear(year: number): ChinaYear | undefined {
  return byYear.get(year);
}

/** The years that are known, ascending. */
export function chinaYears(): ChinaYear[] {
  return [...byYear.values()];
}

/** First and last day of each holiday, and the make-up days, as month.date. */
const notices = [
  {
    year: 2024,
    source: '国办发明电〔2023〕7号, 2023-10-25',
    holidays: ['1.1', '2.10-2.17', '4.4-4.6', '5.1-5.5', '6.10', '9.15-9.17', '10.1-10.7'],
    makeUpDays: ['2.4', '2.18', '4.7', '4.28', '5.11', '9.14', '9.29', '10.12'],
  },
  {
    year: 2025,
    source: '国办发明电〔2024〕12号, 2024-11-12',
    holidays: ['1.1', '1.28-2.4', '4.4-4.6', '5.1-5.5', '5.31-6.2', '10.1-10.8'],
    makeUpDays: ['1.26', '2.8', '4.27', '9.28', '10.11'],
  },
  {
    year: 2026,
    source: '国办发明电〔2025〕7号, 2025-11-04',
    holidays: ['1.1-1.3', '2.15-2.23', '4.4-4.6', '5.1-5.5', '6.19-6.21', '9.25-9.27', '10.1-10.7'],
    makeUpDays: ['1.4', '2.14', '2.28', '5.9', '9.20', '10.10'],
  },
] as const;

const byYear: ReadonlyMap<number, ChinaYear> = new Map(
  notices.map(({ year, source, holidays, makeUpDays }) => [
    year,
    {
      year,
      source,
      holidays: new Set(holidays.flatMap((range) => daysIn(year, range))),
      makeUpDays: new Set(makeUpDays.flatMap((range) => daysIn(year, range))),
    },
  ]),
);

function daysIn(year: number, range: string): Day[] {
  const [first, last = first] = range.split('-').map((text) => {
    const [month, date] = text.split('.').map(Number);
    return dayOf(year, month, date);
  });
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}
