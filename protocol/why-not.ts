import * as z from 'zod';
import { Note } from './back-test.ts';

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
