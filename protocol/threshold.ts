import * as z from 'zod';
import { Severity } from './rule.ts';

/** Where a threshold may be set, most specific first; a rule itself is the last, the default. */
export const THRESHOLD_LEVELS = ['series', 'target', 'group', 'organisation'] as const;
export const ThresholdLevel = z.enum(THRESHOLD_LEVELS);
export type ThresholdLevel = z.infer<typeof ThresholdLevel>;

/** What may be another one than in the rule; what is left out stays as the next level says. */
export const ThresholdValues = z.strictObject({
  enabled: z.boolean().optional().describe('false: the rule does not judge here'),
  threshold: z.number().optional().describe('of above, below, rate, ratio and group_median'),
  low: z.number().optional(),
  high: z.number().optional(),
  recoveryThreshold: z.number().optional(),
  holdMs: z.int().min(0).optional(),
  tiers: z
    .array(z.strictObject({ severity: Severity, threshold: z.number() }))
    .max(2)
    .optional(),
});
export type ThresholdValues = z.infer<typeof ThresholdValues>;

/** Another threshold of one rule at one place. */
export const Threshold = z.strictObject({
  rule: z.string(),
  level: ThresholdLevel,
  /** Id of the organisation in which it holds; of every level. */
  organisation: z.string(),
  /** Id of the target, of `target` and `series`; of the group, of `group`; otherwise empty. */
  subject: z.string().default(''),
  /** Of `series`: all the labels that it has. */
  labels: z.record(z.string(), z.string()).default({}),
  values: ThresholdValues,
  /** Why here another one. */
  reason: z.string().max(500).default(''),
});
export type Threshold = z.infer<typeof Threshold>;
