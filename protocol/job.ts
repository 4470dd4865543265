import * as z from 'zod';

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;

/** A time of day; 24:00 is the end of the day. */
export const TimeOfDay = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day such as 16:00; 24:00 is the end of the day');

const by = TimeOfDay.describe('deadline, in the zone of the job');
const from = TimeOfDay.default('00:00').describe(
  'a success counts from here on; when it is later than the deadline it is a time of the day before',
);
const withinMs = z.int().min(SECOND_MS).max(DAY_MS);
const endOfPeriod = {
  by: by.default('24:00'),
  daysBeforeEnd: z
    .int()
    .min(0)
    .max(60)
    .default(0)
    .describe('days from the deadline to the end of the period'),
};

/**
 * When a job is expected to have succeeded.
 * `cron`: starts at these times. `every`: so long after the last success at the latest. `daily`, `weekly`, `monthly`,
 * `quarterly`, `half_yearly`: once in each period, by a time. `after`: when another job has succeeded.
 */
export const JobSchedule = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('cron'),
    expression: z.string().trim().min(1).max(200).describe('five fields, or @daily and the like'),
    withinMs: withinMs.default(HOUR_MS).describe('time from the start to the success'),
  }),
  z.strictObject({
    kind: z.literal('every'),
    everyMs: z
      .int()
      .min(10 * SECOND_MS)
      .max(400 * DAY_MS),
  }),
  z.strictObject({
    kind: z.literal('daily'),
    days: z.enum(['all', 'working', 'non_working']).default('all'),
    by,
    from,
  }),
  z.strictObject({
    kind: z.literal('weekly'),
    weekdays: z.array(z.int().min(1).max(7)).min(1).max(7).describe('1 is Monday'),
    by,
    from,
  }),
  z.strictObject({
    kind: z.literal('monthly'),
    on: z
      .union([
        z.strictObject({ day: z.int().min(1).max(31) }),
        z.strictObject({ workingDay: z.int().min(1).max(20) }),
        z.literal('last'),
      ])
      .describe('a day that the month has not is its last one'),
    by: endOfPeriod.by,
  }),
  z.strictObject({ kind: z.literal('quarterly'), ...endOfPeriod }),
  z.strictObject({ kind: z.literal('half_yearly'), ...endOfPeriod }),
  z.strictObject({
    kind: z.literal('after'),
    job: z.string().min(1).max(64).describe('id of the other job'),
    withinMs: withinMs.default(30 * MINUTE_MS),
  }),
]);
export type JobSchedule = z.infer<typeof JobSchedule>;

const share = z.number().positive().max(1);
const ofLast = z.int().min(3).max(60).default(7).describe('successes that the median is taken of');

/** What a success must be, beyond being one. A share of the median counts once three successes were seen. */
export const JobExpectations = z.strictObject({
  small: z
    .strictObject({
      bytes: z.number().nonnegative().optional(),
      files: z.int().nonnegative().optional(),
      count: z.number().optional(),
      shareOfMedian: share.optional().describe('of the bytes, or of the count where no bytes are told'),
      ofLast,
    })
    .optional()
    .describe('less than this is too small'),
  short: z
    .strictObject({ durationMs: z.number().positive().optional(), shareOfMedian: share.optional(), ofLast })
    .optional()
    .describe('ended sooner than this: it cannot have done its work'),
  long: z
    .strictObject({
      durationMs: z.number().positive().optional(),
      timesMedian: z.number().min(1.1).max(100).optional(),
      ofLast,
    })
    .optional()
    .describe('a run that goes on for longer than this runs too long'),
});
export type JobExpectations = z.infer<typeof JobExpectations>;

/** Who tells of the runs: the job itself, or a probe that looks at what the job leaves behind. */
export const JobFeed = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('beat') }),
  z.strictObject({
    kind: z.literal('probe'),
    target: z
      .string()
      .max(64)
      .optional()
      .describe('the target that the probe asks; the job itself when left out'),
    key: z.string().max(256).default('').describe('name of the watch; empty on the job itself'),
  }),
]);
export type JobFeed = z.infer<typeof JobFeed>;

/** What a job is for, where that decides on which pages it is shown: a backup, or the proof that one can be restored. */
export const JOB_PURPOSES = ['backup', 'restore_test'] as const;
export type JobPurpose = (typeof JOB_PURPOSES)[number];

/** What is expected of a job. */
export const JobDefinition = z.strictObject({
  schedule: JobSchedule,
  graceMs: z
    .int()
    .min(0)
    .max(30 * DAY_MS)
    .default(0)
    .describe('time after the deadline in which it is not yet late'),
  missingAfterMs: z
    .int()
    .min(0)
    .max(100 * DAY_MS)
    .optional()
    .describe(
      'time after the deadline at which it did not run; when left out, the next window, a day at most',
    ),
  zone: z.string().max(64).optional().describe('IANA zone; that of the organisation when left out'),
  expect: JobExpectations.default({}),
  feed: JobFeed.default({ kind: 'beat' }),
  purpose: z
    .enum(JOB_PURPOSES)
    .optional()
    .describe('shown among backups; one without it is told by its name'),
});
export type JobDefinition = z.infer<typeof JobDefinition>;

/** How a job stands, mildest first; the words of `job.state`. */
export const JOB_STATES = [
  'ok',
  'running',
  'waiting',
  'late',
  'missing',
  'failed',
  'too_small',
  'too_short',
  'too_long',
  'paused',
] as const;
export type JobState = (typeof JOB_STATES)[number];

/**
 * What became of one window: a success in time, one after the deadline, one too small or too short, failures only,
 * nothing; or nothing at a time at which no beat could have been taken.
 */
export const WINDOW_OUTCOMES = ['met', 'late', 'poor', 'failed', 'missing', 'unseen'] as const;
export type WindowOutcome = (typeof WINDOW_OUTCOMES)[number];
