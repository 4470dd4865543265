import * as z from 'zod';
import { Severity } from './rule.ts';

export const ALERT_STATES = ['pending', 'firing', 'resolved'] as const;
export const AlertState = z.enum(ALERT_STATES);
export type AlertState = z.infer<typeof AlertState>;

/** How one trouble takes another thing with it. */
export const RELATIONS = [
  /** The same target: several words for one silence. */
  'same_target',
  /** The way to it leads through the other. */
  'network',
  'power',
  'cooling',
  /** A virtual machine and what it runs on. */
  'host',
  /** The agent that asks it. */
  'agent',
  'zone',
  /** One login that many targets refuse. */
  'credential',
  /** Ward itself. */
  'monitor',
] as const;
export const Relation = z.enum(RELATIONS);
export type Relation = z.infer<typeof Relation>;

/** One episode of one rule on one series, or on a group: then `target` is the id of the group. */
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
  /** Of a forecast: when the limit will be reached, as it looked when it fired or changed its severity last. */
  reachesAtMs: z.number().nullable().default(null),
  /** Why it resolved: recovered, or rule, target or series is gone. */
  resolution: z
    .enum(['recovered', 'rule_removed', 'rule_changed', 'target_removed', 'superseded'])
    .nullable(),
  /** It comes and goes: held as firing until it was calm. */
  flapping: z.boolean().default(false),
  /** Nothing can be known of it now, because of this other alert: neither graver nor better by it. */
  because: z
    .strictObject({ alert: z.string(), target: z.string(), relation: Relation, sinceMs: z.number() })
    .nullable()
    .default(null),
  acknowledged: z.strictObject({ by: z.string(), atMs: z.number(), comment: z.string() }).nullable(),
  /** Who sees to it. */
  assigned: z.strictObject({ to: z.string(), by: z.string(), atMs: z.number() }).nullable().default(null),
  /** The work on it is done and its cause named; what the values say is not touched by it. */
  closed: z
    .strictObject({ by: z.string(), atMs: z.number(), cause: z.string(), comment: z.string() })
    .nullable()
    .default(null),
});
export type Alert = z.infer<typeof Alert>;

/** The rest of an alert to which nothing has happened yet but that it is there. */
export const UNTOUCHED = {
  resolvedAtMs: null,
  resolution: null,
  reachesAtMs: null,
  flapping: false,
  because: null,
  acknowledged: null,
  assigned: null,
  closed: null,
} as const satisfies Partial<Alert>;

/** What can happen to an alert: once each, or again and again from `severity_changed` on. */
export const ALERT_EVENT_KINDS = [
  'fired',
  'resolved',
  'acknowledged',
  'severity_changed',
  'flapping',
  /** It is unknown because of another one from here on; and known again. */
  'suppressed',
  'released',
  'unacknowledged',
  'commented',
  'assigned',
  'closed',
  'reopened',
] as const;
export const AlertEventKind = z.enum(ALERT_EVENT_KINDS);
export type AlertEventKind = z.infer<typeof AlertEventKind>;

/** Something that happened to an alert; what channels are told and history keeps. */
export const AlertEvent = z.strictObject({
  /** Derived from the alert and what happened, so that a replay makes the same one. */
  id: z.string(),
  kind: AlertEventKind,
  /** UTC ms by the sample (or tick) that caused it. */
  atMs: z.number(),
  /** Journal position of the cause. */
  position: z.number(),
  /** True for history judged afterwards: kept, shown, never told. */
  late: z.boolean(),
  /** Name of the person who did it; null where nobody did. */
  by: z.string().nullable().default(null),
  /** What that person said. */
  comment: z.string().default(''),
  /** The severity before, of `severity_changed`. */
  from: Severity.nullable().default(null),
  alert: Alert,
});
export type AlertEvent = z.infer<typeof AlertEvent>;
