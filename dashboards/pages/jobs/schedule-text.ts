import type { JobSchedule } from '#protocol/job.ts';
import type { Formats } from '../../words/format.ts';
import type { Words } from '../../words/words.ts';
import { cronText } from './cron-text.ts';

/** When a job is expected to have succeeded, in words; `nameOf` names other jobs. */
export function scheduleText(
  schedule: JobSchedule,
  words: Words,
  formats: Formats,
  nameOf: (job: string) => string | undefined,
): string {
  const text = words.jobs.expected;
  switch (schedule.kind) {
    case 'cron': {
      const within = formats.duration(schedule.withinMs);
      const when = cronText(schedule.expression, words, formats);
      return when ? text.cron(when, within) : text.cronRaw(schedule.expression, within);
    }
    case 'every':
      return text.every(formats.duration(schedule.everyMs));
    case 'daily':
      return text.daily(text.days[schedule.days], schedule.by);
    case 'weekly': {
      const days = [...schedule.weekdays].sort((a, b) => a - b);
      return text.weekly(formats.list(days.map((day) => words.jobs.weekdays[day - 1])), schedule.by);
    }
    case 'monthly': {
      const { on, by } = schedule;
      if (on === 'last') return text.monthlyLast(by);
      if ('day' in on) return text.monthlyDay(String(on.day), by);
      return text.monthlyWorkingDay(String(on.workingDay), by);
    }
    case 'quarterly': {
      const { daysBeforeEnd, by } = schedule;
      return daysBeforeEnd === 0 ? text.quarterly(by) : text.quarterlyBefore(String(daysBeforeEnd), by);
    }
    case 'half_yearly': {
      const { daysBeforeEnd, by } = schedule;
      return daysBeforeEnd === 0 ? text.halfYearly(by) : text.halfYearlyBefore(String(daysBeforeEnd), by);
    }
    case 'after':
      return text.after(nameOf(schedule.job) ?? text.unknownJob, formats.duration(schedule.withinMs));
  }
}

/** From when on a success counts, where that is not the midnight of its day. */
export function fromText(schedule: JobSchedule, words: Words): string | undefined {
  if (schedule.kind !== 'daily' && schedule.kind !== 'weekly') return undefined;
  const { from, by } = schedule;
  if (from === '00:00') return undefined;
  const text = words.jobs.expected;
  return from < by ? text.from(from) : text.fromDayBefore(from);
}
