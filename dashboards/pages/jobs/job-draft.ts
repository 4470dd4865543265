import type { JobDefinition, JobExpectations, JobPurpose, JobSchedule } from '#protocol/job.ts';
import { bytesText, parseBytes, parseSpan, spanText } from './quantities.ts';

/** Stands for the job itself where a target is chosen. */
export const ITSELF = 'itself';

/** In the order in which they are offered. */
export const SCHEDULE_KINDS = [
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'half_yearly',
  'every',
  'cron',
  'after',
] as const satisfies readonly JobSchedule['kind'][];
export type ScheduleKind = (typeof SCHEDULE_KINDS)[number];

/** A job while it is written: fields hold text, and every kind of schedule keeps its own. */
export interface JobDraft {
  name: string;
  owner: string;
  contract: string;
  purpose: JobPurpose | 'other';
  feed: 'beat' | 'probe';
  /** Id of the target that the probe asks, or `ITSELF`; empty while none is chosen. */
  feedTarget: string;
  feedKey: string;
  kind: ScheduleKind;
  days: 'all' | 'working' | 'non_working';
  by: string;
  from: string;
  weekdays: readonly number[];
  monthOn: 'day' | 'workingDay' | 'last';
  monthDay: string;
  monthWorkingDay: string;
  daysBeforeEnd: string;
  every: string;
  cron: string;
  within: string;
  after: string;
  grace: string;
  missing: string;
  zone: string;
  smallBytes: string;
  smallFiles: string;
  smallShare: string;
  shortSpan: string;
  shortShare: string;
  longSpan: string;
  longTimes: string;
}

const EMPTY: JobDraft = {
  name: '',
  owner: '',
  contract: '',
  purpose: 'other',
  feed: 'beat',
  feedTarget: '',
  feedKey: '',
  kind: 'daily',
  days: 'all',
  by: '08:00',
  from: '00:00',
  weekdays: [1],
  monthOn: 'day',
  monthDay: '1',
  monthWorkingDay: '1',
  daysBeforeEnd: '0',
  every: '1h',
  cron: '',
  within: '1h',
  after: '',
  grace: '0',
  missing: '',
  zone: '',
  smallBytes: '',
  smallFiles: '',
  smallShare: '',
  shortSpan: '',
  shortShare: '',
  longSpan: '',
  longTimes: '',
};

/** A draft of what is there, or an empty one. */
export function draftOf(
  about: Partial<Pick<JobDraft, 'name' | 'owner' | 'contract'>>,
  definition?: JobDefinition,
): JobDraft {
  const draft = { ...EMPTY, ...about };
  if (!definition) return draft;
  const { schedule, graceMs, missingAfterMs, zone = '', expect, feed } = definition;
  return {
    ...draft,
    ...scheduleFields(schedule),
    ...expectFields(expect),
    feed: feed.kind,
    ...(feed.kind === 'probe' && { feedTarget: feed.target ?? ITSELF, feedKey: feed.key }),
    grace: spanText(graceMs),
    missing: missingAfterMs === undefined ? '' : spanText(missingAfterMs),
    zone,
    purpose: definition.purpose ?? 'other',
  };
}

/**
 * What a draft without faults expects. `before` is the definition that is changed: what the form has no field for
 * stays as it is.
 */
export function definitionOf(draft: JobDraft, before?: JobDefinition): JobDefinition {
  const { grace, missing, zone } = draft;
  return {
    schedule: scheduleOf(draft),
    graceMs: isEmpty(grace) ? 0 : parseSpan(grace),
    ...(!isEmpty(missing) && { missingAfterMs: parseSpan(missing) }),
    ...(!isEmpty(zone) && { zone: zone.trim() }),
    expect: expectOf(draft, before?.expect ?? {}),
    feed:
      draft.feed === 'beat'
        ? { kind: 'beat' }
        : {
            kind: 'probe',
            ...(draft.feedTarget !== ITSELF && { target: draft.feedTarget }),
            key: draft.feedKey.trim(),
          },
    ...(draft.purpose !== 'other' && { purpose: draft.purpose }),
  };
}

/** Whether a kind of schedule has a time of day by which it is due. */
export function hasDeadline(kind: ScheduleKind): boolean {
  return kind !== 'every' && kind !== 'cron' && kind !== 'after';
}

function scheduleFields(schedule: JobSchedule): Partial<JobDraft> {
  const { kind } = schedule;
  switch (kind) {
    case 'cron':
      return { kind, cron: schedule.expression, within: spanText(schedule.withinMs) };
    case 'every':
      return { kind, every: spanText(schedule.everyMs) };
    case 'daily':
      return { kind, days: schedule.days, by: schedule.by, from: schedule.from };
    case 'weekly':
      return { kind, weekdays: schedule.weekdays, by: schedule.by, from: schedule.from };
    case 'monthly': {
      const { on, by } = schedule;
      if (on === 'last') return { kind, by, monthOn: 'last' };
      if ('day' in on) return { kind, by, monthOn: 'day', monthDay: String(on.day) };
      return { kind, by, monthOn: 'workingDay', monthWorkingDay: String(on.workingDay) };
    }
    case 'quarterly':
    case 'half_yearly':
      return { kind, by: schedule.by, daysBeforeEnd: String(schedule.daysBeforeEnd) };
    case 'after':
      // Templates name no job: whoever takes one says which.
      return { kind, after: schedule.job === '-' ? '' : schedule.job, within: spanText(schedule.withinMs) };
  }
}

function scheduleOf(draft: JobDraft): JobSchedule {
  const by = draft.by.trim();
  const from = draft.from.trim();
  switch (draft.kind) {
    case 'cron':
      return { kind: 'cron', expression: draft.cron.trim(), withinMs: parseSpan(draft.within) };
    case 'every':
      return { kind: 'every', everyMs: parseSpan(draft.every) };
    case 'daily':
      return { kind: 'daily', days: draft.days, by, from };
    case 'weekly':
      return { kind: 'weekly', weekdays: [...draft.weekdays].sort((a, b) => a - b), by, from };
    case 'monthly':
      return { kind: 'monthly', on: monthOn(draft), by };
    case 'quarterly':
    case 'half_yearly':
      return { kind: draft.kind, by, daysBeforeEnd: Number(draft.daysBeforeEnd) };
    case 'after':
      return { kind: 'after', job: draft.after, withinMs: parseSpan(draft.within) };
  }
}

function monthOn({
  monthOn: on,
  monthDay,
  monthWorkingDay,
}: JobDraft): Extract<JobSchedule, { kind: 'monthly' }>['on'] {
  if (on === 'last') return 'last';
  return on === 'day' ? { day: Number(monthDay) } : { workingDay: Number(monthWorkingDay) };
}

function expectFields({ small, short, long }: JobExpectations): Partial<JobDraft> {
  return {
    smallBytes: small?.bytes === undefined ? '' : bytesText(small.bytes),
    smallFiles: numberField(small?.files),
    smallShare: percentField(small?.shareOfMedian),
    shortSpan: short?.durationMs === undefined ? '' : spanText(short.durationMs),
    shortShare: percentField(short?.shareOfMedian),
    longSpan: long?.durationMs === undefined ? '' : spanText(long.durationMs),
    longTimes: numberField(long?.timesMedian),
  };
}

const OF_LAST = 7;

function expectOf(draft: JobDraft, before: JobExpectations): JobExpectations {
  const small = {
    ...(before.small?.count !== undefined && { count: before.small.count }),
    ...(!isEmpty(draft.smallBytes) && { bytes: parseBytes(draft.smallBytes) }),
    ...(!isEmpty(draft.smallFiles) && { files: Number(draft.smallFiles) }),
    ...(!isEmpty(draft.smallShare) && { shareOfMedian: Number(draft.smallShare) / 100 }),
  };
  const short = {
    ...(!isEmpty(draft.shortSpan) && { durationMs: parseSpan(draft.shortSpan) }),
    ...(!isEmpty(draft.shortShare) && { shareOfMedian: Number(draft.shortShare) / 100 }),
  };
  const long = {
    ...(!isEmpty(draft.longSpan) && { durationMs: parseSpan(draft.longSpan) }),
    ...(!isEmpty(draft.longTimes) && { timesMedian: Number(draft.longTimes) }),
  };
  return {
    ...(hasAny(small) && { small: { ...small, ofLast: before.small?.ofLast ?? OF_LAST } }),
    ...(hasAny(short) && { short: { ...short, ofLast: before.short?.ofLast ?? OF_LAST } }),
    ...(hasAny(long) && { long: { ...long, ofLast: before.long?.ofLast ?? OF_LAST } }),
  };
}

function hasAny(fields: object): boolean {
  return Object.keys(fields).length > 0;
}

function numberField(value: number | undefined): string {
  return value === undefined ? '' : String(value);
}

function percentField(share: number | undefined): string {
  return share === undefined ? '' : String(Math.round(share * 10_000) / 100);
}

/** Nothing was typed. */
export function isEmpty(text: string): boolean {
  return text.trim() === '';
}
