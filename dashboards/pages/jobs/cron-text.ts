import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';

const NAMED: Readonly<Record<string, string>> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
};
/** More times of one day than this are not read as a sentence. */
const MOST_TIMES = 4;

/** When a cron expression starts, in words; undefined where it says more than a short sentence can. */
export function cronText(expression: string, words: Words, formats: Formats): string | undefined {
  const text = words.jobs.cron;
  const fields = (NAMED[expression.trim().toLowerCase()] ?? expression).trim().split(/\s+/);
  const [minute, hour, date, month, weekday] = fields;
  if (fields.length !== 5 || month !== '*') return undefined;
  const isAnyDay = date === '*' && (weekday === '*' || weekday === '?');
  if (hour === '*') {
    if (!isAnyDay) return undefined;
    if (minute === '*' || minute === '*/1') return text.everyMinute;
    const step = stepOf(minute);
    if (step !== undefined) return 60 % step === 0 ? text.everyMinutes(String(step)) : undefined;
    if (!isNumber(minute)) return undefined;
    return Number(minute) === 0 ? text.hourly : text.hourlyAt(String(Number(minute)));
  }
  if (!isNumber(minute)) return undefined;
  const hours = stepOf(hour);
  if (hours !== undefined) {
    if (!isAnyDay || 24 % hours !== 0) return undefined;
    const count = String(hours);
    return Number(minute) === 0
      ? text.everyHoursSharp(count)
      : text.everyHours(count, String(Number(minute)));
  }
  const times = timesOf(hour, minute, formats);
  if (times === undefined) return undefined;
  if (isAnyDay) return text.daily(times);
  if (date === '*') {
    const days = weekdaysText(weekday, words, formats);
    return days && text.weekly(days, times);
  }
  return isNumber(date) && weekday === '*' ? text.monthly(String(Number(date)), times) : undefined;
}

function timesOf(hour: string, minute: string, formats: Formats): string | undefined {
  const hours = hour.split(',');
  if (hours.length > MOST_TIMES || !hours.every(isNumber)) return undefined;
  return formats.list(hours.map((each) => `${each.padStart(2, '0')}:${minute.padStart(2, '0')}`));
}

/** Weekdays of the fifth field, where 0 and 7 are Sunday. */
function weekdaysText(field: string, words: Words, formats: Formats): string | undefined {
  const { weekdays, cron } = words.jobs;
  const nameOf = (day: string) => weekdays[(Number(day) + 6) % 7];
  const range = /^([0-7])-([0-7])$/.exec(field);
  if (range) return cron.dayRange(nameOf(range[1]), nameOf(range[2]));
  const days = field.split(',');
  return days.every((day) => /^[0-7]$/.test(day)) ? formats.list(days.map(nameOf)) : undefined;
}

function stepOf(field: string): number | undefined {
  const step = Number(/^\*\/(\d{1,2})$/.exec(field)?.[1] ?? 0);
  return step > 0 ? step : undefined;
}

function isNumber(field: string): boolean {
  return /^\d{1,2}$/.test(field);
}
