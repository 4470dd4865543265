import * as z from 'zod';
import { Note, Resolution, TestedRule } from './back-test.ts';
import { Severity } from './rule.ts';

/** Everything that advice gives as a reason, for a proposal or for none; pages have words for each. */
export const ADVICE_REASONS = [
  'no_series',
  'not_a_gauge',
  'no_history',
  'too_little_history',
  'series_sampled',
  'history',
  'usual_high',
  'margin',
  'kept_from_limit',
  'limit_is_usual',
  'day_and_night',
  'weekend',
  'deviation_would_fit',
  'hold_waits_out_short_ones',
  'hold_of_few_intervals',
  'not_tested_in_time',
] as const;
export type AdviceReason = (typeof ADVICE_REASONS)[number];

/** What is usual for one series, or for all of them together; the unit is that of the series. */
export const UsualRange = z.strictObject({
  low: z.number().describe('1 % lie below it'),
  quarter: z.number(),
  median: z.number(),
  threeQuarters: z.number(),
  high: z.number().describe('1 % lie above it'),
});
export type UsualRange = z.infer<typeof UsualRange>;

/** One proposed threshold and what it would have done. */
export const Proposal = z.strictObject({
  severity: Severity,
  threshold: z.number(),
  holdMs: z.int(),
  recoveryThreshold: z.number(),
  /** What it would have done; null where that could not be found out in time. */
  tested: TestedRule.shape.totals.nullable(),
});
export type Proposal = z.infer<typeof Proposal>;

/** A series for which the proposal of the group does not fit. */
export const Unlike = z.strictObject({
  target: z.string(),
  labels: z.record(z.string(), z.string()),
  usual: UsualRange,
  /** What would fit it alone, as a warning. */
  threshold: z.number(),
});
export type Unlike = z.infer<typeof Unlike>;

/** A threshold proposed from stored history, with the reasoning as codes. */
export const Advice = z.strictObject({
  /** `none`: too little history for any proposal. */
  confidence: z.enum(['none', 'low', 'medium', 'high']),
  days: z.number().describe('days of history that the typical series has'),
  series: z.int(),
  unit: z.string(),
  side: z.enum(['above', 'below']),
  usual: UsualRange.nullable(),
  resolution: Resolution.nullable(),
  /** Mildest first; empty where nothing can be proposed. */
  proposals: z.array(Proposal),
  /** What the rule that was sent, or is in force, would have done in the same time. */
  present: z
    .strictObject({
      threshold: z.number().nullable(),
      holdMs: z.int(),
      tested: TestedRule.shape.totals.nullable(),
    })
    .nullable(),
  unlike: z.array(Unlike),
  /** Why it is proposed, or why nothing is. */
  reasons: z.array(Note),
});
export type Advice = z.infer<typeof Advice>;
