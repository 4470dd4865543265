import * as z from 'zod';
import { Severity } from './rule.ts';

export const ALERT_STATES = ['pending', 'firing', 'resolved'] as const;
export const AlertState = z.enum(ALERT_STATES);
export type AlertState = z.infer<typeof AlertState>;

/** One episode of one rule on one series. */
export const Alert = z.strictObject({
  /** Hash of rule, series and the time of the sample that began it: equal wherever it is computed. */
  id: z.string(),
  rule: z.string(),
  ruleRevision: z.int(),
  organisation: z.string(),
  target: z.string(),
  metric: z.string(),
  labels: z.record(z.string(), z.string()),
  /** Of value and threshold, as the sender of the series named it; a rate is in this a second. */
  unit: z.string().optional(),
  severity: Severity,
  state: AlertState,
  /** Time of the first sample of the violation. */
  beganAtMs: z.number(),
  firedAtMs: z.number().nullable(),
  resolvedAtMs: z.number().nullable(),
  /** The value that was judged last; null where there is none (absent). */
  value: z.number().nullable(),
  /** The limit in force; null where the condition has none. */
  threshold: z.number().nullable(),
  /** Why it resolved: recovered, so much worse that a graver rule tells, or rule, target or series is gone. */
  resolution: z
    .enum(['recovered', 'worse', 'rule_removed', 'rule_changed', 'target_removed', 'superseded'])
    .nullable(),
  acknowledged: z.strictObject({ by: z.string(), atMs: z.number(), comment: z.string() }).nullable(),
});
export type Alert = z.infer<typeof Alert>;

/** Something that happened to an alert; what channels are told and history keeps. */
export const AlertEvent = z.strictObject({
  /** Derived from the alert and what happened, so that a replay makes the same one. */
  id: z.string(),
  kind: z.enum(['fired', 'resolved', 'acknowledged']),
  /** UTC ms by the sample (or tick) that caused it. */
  atMs: z.number(),
  /** Journal position of the cause. */
  position: z.number(),
  /** True for history judged afterwards: kept, shown, never told. */
  late: z.boolean(),
  alert: Alert,
});
export type AlertEvent = z.infer<typeof AlertEvent>;
