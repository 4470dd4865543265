import * as z from 'zod';
import { Severity } from './rule.ts';

const Labels = z.record(z.string(), z.string());

/** Something that people are told about an answer, by a code that pages have words for. */
export const Note = z.strictObject({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
});
export type Note = z.infer<typeof Note>;

/** Everything that a back-test tells beside its figures; pages have words for each. */
export const BACK_TEST_NOTES = [
  'series_left_out',
  'no_series',
  'no_groups',
  'members_as_they_are_now',
  'silence_by_sample_time',
  'silence_shorter_than_bins',
  'no_history',
  'too_coarse_for_bands',
  'no_divisor',
  'history_begins',
] as const;
export type BackTestNote = (typeof BACK_TEST_NOTES)[number];

/** Why a back-test failed. */
export const BACK_TEST_ERRORS = ['took_too_long', 'too_large', 'store_failed'] as const;
export type BackTestError = (typeof BACK_TEST_ERRORS)[number];

/** From what the past was judged: samples as they came (`stepMs` 0), or bins of this width. */
export const Resolution = z.strictObject({
  stepMs: z.number(),
  /** What stands for a bin; `last` for samples. */
  aggregation: z.enum(['avg', 'min', 'max', 'last']),
  /** Why not the samples: they are no longer kept, would be too many, or the condition is judged on bins by its nature. */
  why: z.enum(['samples', 'not_kept', 'too_many', 'needed']),
});
export type Resolution = z.infer<typeof Resolution>;

/** One alert that there would have been. */
export const TestedEpisode = z.strictObject({
  /** Of the series, or the id of the group. */
  target: z.string(),
  labels: Labels,
  /** The gravest that it reached. */
  severity: Severity,
  beganAtMs: z.number(),
  firedAtMs: z.number(),
  /** Null: it would still be firing. */
  endedAtMs: z.number().nullable(),
  /** Began soon after the one before it had ended. */
  flap: z.boolean(),
});
export type TestedEpisode = z.infer<typeof TestedEpisode>;

/** How much one series would have asked of people. */
export const TestedSeries = z.strictObject({
  target: z.string(),
  labels: Labels,
  firings: z.int(),
  firingMs: z.number(),
  longestMs: z.number(),
  flaps: z.int(),
});
export type TestedSeries = z.infer<typeof TestedSeries>;

/** What one rule would have done. */
export const TestedRule = z.strictObject({
  totals: z.strictObject({
    /** Series (or groups) that the rule watches, that were judged, and that would have fired. */
    watched: z.int(),
    judged: z.int(),
    concerned: z.int(),
    firings: z.int(),
    firingMs: z.number(),
    flaps: z.int(),
    perWeek: z.number(),
  }),
  /** Those that would have fired longest, the worst first; a bounded number. */
  worst: z.array(TestedSeries),
  /** In order of time, a bounded number. */
  episodes: z.array(TestedEpisode),
  episodesLeftOut: z.int(),
  resolution: Resolution.nullable().describe('null: nothing was judged'),
  /** What must be known to read this rightly, and why something was not judged. */
  notes: z.array(Note),
});
export type TestedRule = z.infer<typeof TestedRule>;

/** A back-test: what a rule would have done, beside what the rule in force would have. */
export const BackTest = z.strictObject({
  id: z.string(),
  state: z.enum(['running', 'done', 'cancelled', 'failed']),
  fromMs: z.number(),
  toMs: z.number(),
  progress: z.strictObject({ series: z.int(), judged: z.int() }),
  /** What there is so far. */
  proposed: TestedRule.nullable(),
  /** The rule of the same id that is in force; null where there is none. */
  inForce: TestedRule.nullable(),
  /** Why it failed. */
  error: Note.nullable(),
});
export type BackTest = z.infer<typeof BackTest>;
