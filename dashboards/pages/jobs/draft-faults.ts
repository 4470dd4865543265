import { hasDeadline, ITSELF, isEmpty, type JobDraft } from './job-draft.ts';
import { parseBytes, parseSpan } from './quantities.ts';

/** Codes that pages have words for. */
export type DraftFault =
  | 'required'
  | 'time'
  | 'span'
  | 'within_day'
  | 'every_range'
  | 'grace_range'
  | 'missing_range'
  | 'day'
  | 'working_day'
  | 'before_end'
  | 'weekdays'
  | 'bytes'
  | 'number'
  | 'percent'
  | 'times';
export type DraftFaults = Partial<Record<keyof JobDraft, DraftFault>>;

const DAY_MS = 86_400_000;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;

/** What is wrong with a draft, field by field; what its kind of schedule does not use is not looked at. */
export function faultsOf(draft: JobDraft): DraftFaults {
  const faults: DraftFaults = {};
  const check = (field: keyof JobDraft, fault: DraftFault, isFine: boolean) => {
    if (!isFine) faults[field] ??= fault;
  };
  const checkSpan = (field: 'within' | 'every' | 'grace' | 'missing', range: DraftFault, limits: Limits) => {
    const ms = parseSpan(draft[field]);
    check(field, 'span', !Number.isNaN(ms));
    check(field, range, ms >= limits.leastMs && ms <= limits.mostMs);
  };
  const { kind } = draft;
  check('name', 'required', draft.name.trim() !== '');
  if (kind === 'daily' || kind === 'weekly') check('from', 'time', TIME.test(draft.from.trim()));
  if (hasDeadline(kind)) check('by', 'time', TIME.test(draft.by.trim()));
  if (kind === 'weekly') check('weekdays', 'weekdays', draft.weekdays.length > 0);
  if (kind === 'monthly' && draft.monthOn === 'day') check('monthDay', 'day', isWhole(draft.monthDay, 1, 31));
  if (kind === 'monthly' && draft.monthOn === 'workingDay')
    check('monthWorkingDay', 'working_day', isWhole(draft.monthWorkingDay, 1, 20));
  if (kind === 'quarterly' || kind === 'half_yearly')
    check('daysBeforeEnd', 'before_end', isWhole(draft.daysBeforeEnd, 0, 60));
  if (kind === 'every') checkSpan('every', 'every_range', { leastMs: 10_000, mostMs: 400 * DAY_MS });
  if (kind === 'cron') check('cron', 'required', draft.cron.trim() !== '');
  if (kind === 'after') check('after', 'required', draft.after !== '');
  if (kind === 'cron' || kind === 'after')
    checkSpan('within', 'within_day', { leastMs: 1_000, mostMs: DAY_MS });
  if (draft.grace.trim() !== '') checkSpan('grace', 'grace_range', { leastMs: 0, mostMs: 30 * DAY_MS });
  if (draft.missing.trim() !== '')
    checkSpan('missing', 'missing_range', { leastMs: 0, mostMs: 100 * DAY_MS });
  if (draft.feed === 'probe') {
    check('feedTarget', 'required', draft.feedTarget !== '');
    check('feedKey', 'required', draft.feedTarget === ITSELF || draft.feedKey.trim() !== '');
  }
  const { smallBytes, smallFiles, shortSpan, longSpan, longTimes } = draft;
  check('smallBytes', 'bytes', isEmpty(smallBytes) || !Number.isNaN(parseBytes(smallBytes)));
  check('smallFiles', 'number', isEmpty(smallFiles) || isWhole(smallFiles, 0, Number.MAX_SAFE_INTEGER));
  for (const field of ['smallShare', 'shortShare'] as const)
    check(field, 'percent', isEmpty(draft[field]) || isBetween(draft[field], 1, 100));
  check('shortSpan', 'span', isEmpty(shortSpan) || parseSpan(shortSpan) > 0);
  check('longSpan', 'span', isEmpty(longSpan) || parseSpan(longSpan) > 0);
  check('longTimes', 'times', isEmpty(longTimes) || isBetween(longTimes, 1.1, 100));
  return faults;
}

interface Limits {
  leastMs: number;
  mostMs: number;
}

function isWhole(text: string, least: number, most: number): boolean {
  return /^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most;
}

function isBetween(text: string, least: number, most: number): boolean {
  return !isEmpty(text) && Number(text) >= least && Number(text) <= most;
}
