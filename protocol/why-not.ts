import * as z from 'zod';
import { Note } from './back-test.ts';

/** Everything that can keep somebody from being called, or let it go on; pages have words for each. */
export const WHY_NOT_STEPS = [
  'rule_changed_since',
  'rule_disabled',
  'rule_enabled',
  'other_metric',
  'other_organisation',
  'other_targets',
  'other_groups',
  'other_label',
  'unwanted_label',
  'left_to_other_metric',
  'watches',
  'disabled_here',
  'judged_by',
  'nothing_sent',
  'values_came',
  'no_divisor',
  'too_coarse_for_bands',
  'samples_not_kept',
  'too_large',
  'store_failed',
  'alert_of_group',
  'in_no_group',
  'no_verdict',
  'never_violated',
  'violated',
  'samples_not_met',
  'not_long_enough',
  'not_silent_long_enough',
  'long_enough',
  'fired_by_values',
  'fires_by_store_only',
  'fired',
  'judged_late',
  'suppressed',
  'telling_failed',
  'not_planned_yet',
  'nobody',
  'told',
] as const;
export type WhyNotStepCode = (typeof WHY_NOT_STEPS)[number];

/** Why there is nothing to explain. */
export const WHY_NOT_NOTHING = [
  'no_rule',
  'no_series_with_labels',
  'no_such_series',
  'target_sends_nothing',
] as const;
export type WhyNotNothing = (typeof WHY_NOT_NOTHING)[number];

/** One thing that must hold for somebody to be called. */
export const WhyNotStep = z.strictObject({
  code: z.string(),
  /** False: this kept it from going on. */
  passed: z.boolean(),
  params: Note.shape.params,
});
export type WhyNotStep = z.infer<typeof WhyNotStep>;

/** What one rule made of one series at that time. */
export const WhyNotRule = z.strictObject({
  rule: z.string(),
  target: z.string(),
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
  /** In the order in which they are decided; behind the first that was not passed there is none. */
  steps: z.array(WhyNotStep),
  /** Code of the decisive step; `told` where everything passed. */
  verdict: z.string(),
  /** The alert that there was, where there was one. */
  alert: z.string().nullable(),
});
export type WhyNotRule = z.infer<typeof WhyNotRule>;

/** Why nothing fired, rule by rule; those that came nearest to it first. */
export const WhyNot = z.strictObject({
  fromMs: z.number(),
  toMs: z.number(),
  /** Why there is nothing to explain: no such series, no rule for it. */
  nothing: Note.nullable(),
  rules: z.array(WhyNotRule),
  /** Rules and series beyond what one answer explains. */
  leftOut: z.int(),
});
export type WhyNot = z.infer<typeof WhyNot>;
