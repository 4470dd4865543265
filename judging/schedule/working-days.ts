import { chinaYear } from './china.ts';
import { type Day, partsOf, weekdayOf } from './civil.ts';

/** Which days are working days. */
export interface Calendar {
  isWorking(day: Day): boolean;
  /** False for a year whose holidays are not published, or not known here: its days are judged by the week alone. */
  knows(year: number): boolean;
}

/** A day that an organisation has said itself; it wins over what the State Council says. */
export interface OwnDay {
  day: Day;
  working: boolean;
}

/** Statutory holidays and make-up workdays 调休 of mainland China, under the organisation's own days. */
export function chinaCalendar(own: readonly OwnDay[] = []): Calendar {
  const said = new Map(own.map(({ day, working }) => [day, working]));
  return {
    isWorking: (day) => said.get(day) ?? isWorkingInChina(day),
    knows: (year) => chinaYear(year) !== undefined,
  };
}

function isWorkingInChina(day: Day): boolean {
  const year = chinaYear(partsOf(day).year);
  if (year?.holidays.has(day)) return false;
  return weekdayOf(day) <= 5 || year?.makeUpDays.has(day) === true;
}
