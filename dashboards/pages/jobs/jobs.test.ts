import { describe, expect, it, test } from 'vitest';
import { JobDefinition, type JobState } from '#protocol/job.ts';
import { ApiError } from '../../api/call.ts';
import type { JobEntry, WindowEntry, WindowOutcome } from '../../api/jobs.ts';
import { en } from '../../words/en.ts';
import { createFormats } from '../../words/format.ts';
import { zhCN } from '../../words/zh-cn.ts';
import { beatCommands } from './beat-commands.ts';
import { faultsOf } from './draft-faults.ts';
import { definitionOf, draftOf, type JobDraft } from './job-draft.ts';
import { refusedFields } from './job-faults.ts';
import { arrangeJobs, countStates } from './job-order.ts';
import { jobSentence } from './job-sentence.ts';
import { dueText } from './job-times.ts';
import { bytesText, parseBytes, parseSpan, spanText } from './quantities.ts';
import { fromText, scheduleText } from './schedule-text.ts';
import { sumOf, windowWeeks } from './window-days.ts';

const english = createFormats('en', 'Asia/Shanghai');
const chinese = createFormats('zh-CN', 'Asia/Shanghai');
const at = (text: string) => Date.parse(`2026-${text}+08:00`);

const define = (definition: unknown) => JobDefinition.parse(definition);
const daily = define({ schedule: { kind: 'daily', days: 'working', by: '16:00' } });

function job(name: string, state: JobState, more: Partial<JobEntry> = {}): JobEntry {
  return {
    id: name,
    organisation: 'default',
    name,
    owner: '',
    contract: '',
    definition: daily,
    tokenMadeAtMs: null,
    sinceMs: 0,
    paused: null,
    state,
    stateSinceMs: 0,
    code: state,
    params: {},
    next: null,
    overdueSinceMs: null,
    runningSinceMs: null,
    lastEndedAtMs: null,
    lastSuccess: null,
    windows90: { met: 0, unseen: 0, late: 0, poor: 0, failed: 0, missing: 0 },
    calendarKnown: true,
    ...more,
  };
}

describe('a schedule in words', () => {
  const say = (schedule: unknown) => {
    const definition = define({ schedule });
    const nameOf = (id: string) => (id === 'j1' ? 'load' : undefined);
    return [
      scheduleText(definition.schedule, zhCN, chinese, nameOf),
      scheduleText(definition.schedule, en, english, nameOf),
    ];
  };

  test.each<[object, string, string]>([
    [{ kind: 'daily', days: 'working', by: '16:00' }, '每个工作日 16:00 前', 'every working day by 16:00'],
    [{ kind: 'weekly', weekdays: [1], by: '09:00' }, '每周一 09:00 前', 'every Monday by 09:00'],
    [
      { kind: 'weekly', weekdays: [3, 1], by: '24:00' },
      '每周一、周三 24:00 前',
      'every Monday, Wednesday by 24:00',
    ],
    [
      { kind: 'monthly', on: { workingDay: 3 }, by: '16:00' },
      '每月第 3 个工作日 16:00 前',
      'by working day 3 of each month, 16:00',
    ],
    [{ kind: 'monthly', on: 'last' }, '每月最后一天 24:00 前', 'by the last day of each month, 24:00'],
    [
      { kind: 'quarterly', daysBeforeEnd: 14 },
      '每季度一次，季末前 14 天 24:00 前',
      'once a quarter, by 24:00 14 days before its end',
    ],
    [{ kind: 'after', job: 'j1', withinMs: 1_800_000 }, '“load”成功后 30 分钟内', 'within 30m after “load”'],
    [{ kind: 'every', everyMs: 21_600_000 }, '至少每 6 小时成功一次', 'a success at least every 6h'],
  ])('%j', (schedule, zh, latin) => {
    expect(say(schedule)).toEqual([zh, latin]);
  });

  test.each([
    ['30 2 * * *', 'starts every day at 02:30, success within 1h'],
    ['0 8,20 * * *', 'starts every day at 08:00, 20:00, success within 1h'],
    ['0 9 * * 1-5', 'starts every Monday to Friday at 09:00, success within 1h'],
    ['0 9 * * 0', 'starts every Sunday at 09:00, success within 1h'],
    ['0 9 * * 7,6', 'starts every Sunday, Saturday at 09:00, success within 1h'],
    ['*/10 * * * *', 'starts every 10 minutes, success within 1h'],
    ['15 */2 * * *', 'starts every 2 hours at minute 15, success within 1h'],
    ['@daily', 'starts every day at 00:00, success within 1h'],
    ['5 4 1 * *', 'starts on day 1 of each month at 04:05, success within 1h'],
    // What a short sentence cannot say stays an expression; 7 minutes do not divide an hour evenly.
    ['*/7 * * * *', 'starts by */7 * * * *, success within 1h'],
    ['0 3 1-7 * 6', 'starts by 0 3 1-7 * 6, success within 1h'],
    ['0 3 * 2 *', 'starts by 0 3 * 2 *, success within 1h'],
  ])('cron %s', (expression, latin) => {
    expect(say({ kind: 'cron', expression })[1]).toBe(latin);
  });

  it('says from when on a success counts, also of the day before', () => {
    const from = (schedule: unknown) => fromText(define({ schedule }).schedule, en);

    expect(from({ kind: 'daily', by: '08:00', from: '18:00' })).toBe('counts from 18:00 of the day before');
    expect(from({ kind: 'daily', by: '20:00', from: '18:00' })).toBe('counts from 18:00');
    expect(from({ kind: 'daily', by: '20:00' })).toBeUndefined();
  });
});

describe('how a job stands', () => {
  it('is told with deadlines as people say them: midnight is the end of a day', () => {
    expect(dueText(english, at('11-22T00:00:00'))).toBe('21 Nov 24:00');
    expect(dueText(chinese, at('11-22T16:00:00'))).toBe('11月22日 16:00');
  });

  test.each<[Partial<JobEntry>, string]>([
    [
      { code: 'late', params: { dueMs: at('11-21T16:00:00') } },
      'It was due 21 Nov 16:00 and has not succeeded yet. It has never succeeded.',
    ],
    [
      { code: 'failed_exit', params: { atMs: at('11-21T15:00:00'), exitCode: 2 } },
      'The run of 21 Nov 15:00 failed with exit code 2. It has never succeeded.',
    ],
    [
      { code: 'paused', params: { atMs: 0 }, paused: { atMs: 0, reason: 'upgrade' } },
      'Paused since 1 Jan 08:00: upgrade',
    ],
    [
      { code: 'ok', params: { nextDueMs: at('11-23T16:00:00') } },
      'Nothing is overdue. Next due: 23 Nov 16:00.',
    ],
    [
      {
        code: 'too_small',
        params: { atMs: at('11-21T15:00:00'), found: 3 * 1024 ** 3, least: 21 * 1024 ** 3 },
        lastSuccess: {
          atMs: at('11-21T15:00:00'),
          bytes: 3 * 1024 ** 3,
          durationMs: null,
          files: null,
          count: null,
        },
      },
      'It succeeded 21 Nov 15:00, but produced only 3.00 GiB; at least 21.0 GiB is expected.',
    ],
  ])('%j', (more, sentence) => {
    expect(jobSentence(job('a', 'ok', more), en, english)).toBe(sentence);
  });
});

describe('the list', () => {
  const jobs = [
    job('b', 'ok'),
    job('a', 'ok'),
    job('c', 'paused'),
    job('d', 'failed', { owner: 'Night desk' }),
    job('e', 'missing'),
  ];
  const names = (text: string, states: JobState[] = []) =>
    arrangeJobs(jobs, { text, states }, (one, other) => (one < other ? -1 : 1)).map(({ name }) => name);

  it('has the worst first, and those that are paused before those that are well', () => {
    expect(names('')).toEqual(['e', 'd', 'c', 'a', 'b']);
  });

  it('is narrowed by text and by states', () => {
    expect(names('night DESK')).toEqual(['d']);
    expect(names('', ['ok', 'missing'])).toEqual(['e', 'a', 'b']);
  });

  it('counts the states that there are', () => {
    expect(countStates(jobs)).toEqual([
      { state: 'missing', count: 1 },
      { state: 'failed', count: 1 },
      { state: 'paused', count: 1 },
      { state: 'ok', count: 2 },
    ]);
  });
});

describe('the form', () => {
  test.each([
    daily,
    define({ schedule: { kind: 'cron', expression: '0 2 * * *', withinMs: 5_400_000 }, graceMs: 90_000 }),
    define({ schedule: { kind: 'every', everyMs: 86_400_000 }, zone: 'Europe/Berlin' }),
    define({ schedule: { kind: 'weekly', weekdays: [2, 5], by: '08:00', from: '20:00' } }),
    define({ schedule: { kind: 'monthly', on: { day: 31 }, by: '12:00' }, missingAfterMs: 86_400_000 }),
    define({ schedule: { kind: 'half_yearly', daysBeforeEnd: 3 }, feed: { kind: 'probe', key: '' } }),
    define({
      schedule: { kind: 'after', job: 'j1' },
      feed: { kind: 'probe', target: 't1', key: 'dumps' },
      expect: {
        small: { bytes: 1_500_000_000, files: 180, count: 5, shareOfMedian: 0.55, ofLast: 9 },
        short: { durationMs: 61_000, ofLast: 3 },
        long: { timesMedian: 2.5 },
      },
    }),
  ])('gives back the definition that it was opened with: %#', (definition) => {
    const draft = draftOf({ name: 'a' }, definition);

    expect(faultsOf(draft)).toEqual({});
    expect(JobDefinition.parse(definitionOf(draft, definition))).toEqual(definition);
  });

  test.each<[Partial<JobDraft>, object]>([
    [{ name: ' ' }, { name: 'required' }],
    [{ by: '25:00' }, { by: 'time' }],
    [{ kind: 'weekly', weekdays: [] }, { weekdays: 'weekdays' }],
    [
      { kind: 'cron', cron: '', within: '2d' },
      { cron: 'required', within: 'within_day' },
    ],
    [{ kind: 'every', every: 'often' }, { every: 'span' }],
    [{ kind: 'monthly', monthDay: '32' }, { monthDay: 'day' }],
    [{ kind: 'after' }, { after: 'required' }],
    [{ feed: 'probe' }, { feedTarget: 'required', feedKey: 'required' }],
    [{ feed: 'probe', feedTarget: 't1' }, { feedKey: 'required' }],
    [{ feed: 'probe', feedTarget: 'itself' }, {}],
    [
      { smallBytes: 'much', smallShare: '120' },
      { smallBytes: 'bytes', smallShare: 'percent' },
    ],
    // A deadline of another kind of schedule does not matter.
    [{ kind: 'every', by: 'never' }, {}],
  ])('says what is wrong with %j', (fields, faults) => {
    expect(faultsOf({ ...draftOf({ name: 'a' }), ...fields })).toEqual(faults);
  });

  it('puts what the collector refuses beside its field', () => {
    const issues = [{ field: 'definition.schedule.expression', message: 'the minute 61 is not in 0-59' }];
    const error = new ApiError(400, 'invalid', '', { details: { issues } });

    expect(refusedFields(error, en)).toEqual({
      cron: 'Not a cron expression: the minute 61 is not in 0-59',
    });
    expect(refusedFields(new Error('away'), en)).toEqual({});
  });

  test.each([
    ['1h 30m', 5_400_000, '1h30m'],
    ['90s', 90_000, '1m30s'],
    ['2 天', 172_800_000, '2d'],
    ['0', 0, '0'],
    ['1.5h', 5_400_000, '1h30m'],
  ])('reads %s as a length of time', (text, ms, shown) => {
    expect(parseSpan(text)).toBe(ms);
    expect(spanText(ms)).toBe(shown);
  });

  test.each(['', '5', 'soon', '1h later'])('does not take %j for a length of time', (text) => {
    expect(parseSpan(text)).toBeNaN();
  });

  test.each([
    ['500 MB', 524_288_000, '500 MiB'],
    ['2GiB', 2_147_483_648, '2 GiB'],
    ['1,5 g', 1_610_612_736, '1.5 GiB'],
    ['1001', 1_001, '1001 B'],
  ])('reads %s as a size', (text, bytes, shown) => {
    expect(parseBytes(text)).toBe(bytes);
    expect(bytesText(bytes)).toBe(shown);
    expect(parseBytes(shown)).toBe(bytes);
  });
});

describe('the picture of windows', () => {
  const dayOf = (ms: number) => english.field(ms).slice(0, 10);
  const window = (due: string, outcome: WindowOutcome): WindowEntry => ({
    opensMs: 0,
    dueMs: at(due),
    lateMs: 0,
    closesMs: 0,
    outcome,
    metMs: null,
  });

  it('is 90 days by weeks from Monday, with the worst of each day', () => {
    const windows = [
      window('11-21T16:00:00', 'late'),
      window('11-21T08:00:00', 'met'),
      // Midnight is the end of the 20th.
      window('11-21T00:00:00', 'missing'),
    ];
    const tally = { met: 40, unseen: 0, late: 0, poor: 1, failed: 0, missing: 0 };

    const weeks = windowWeeks(windows, [{ day: '2026-11-19', tally }], at('11-21T18:00:00'), dayOf);

    const days = weeks.flatMap((week) => week.days).filter((day) => day !== undefined);
    expect(days).toHaveLength(90);
    expect(weeks.every(({ mondayMs }) => new Date(mondayMs).getUTCDay() === 1)).toBe(true);
    expect(days.slice(-4).map(({ worst }) => worst)).toEqual([undefined, 'poor', 'missing', 'late']);
    expect(days.slice(-4).map((day) => sumOf(day.tally))).toEqual([0, 41, 1, 2]);
  });
});

it('the lines to be copied carry the address, and no output can name a file', () => {
  const lines = beatCommands('http://ward.example/api/v1/beats/wb_1', 'backup.sh');

  for (const line of Object.values(lines)) expect(line).toContain('http://ward.example/api/v1/beats/wb_1');
  expect(lines.curl).toContain('--data-binary @-');
});
