import * as z from 'zod';
import { ALERT_EVENT_KINDS, Alert } from './alert.ts';
import { Note, Resolution } from './back-test.ts';
import { Rule, Severity } from './rule.ts';
import { THRESHOLD_LEVELS, ThresholdValues } from './threshold.ts';

/** Why a part of an answer is not there, or not all of it; null where it is. */
const Missing = Note.nullable();

/** One thing that happened, in order of time. */
export const WhyStep = z.strictObject({
  atMs: z.number(),
  code: z.string(),
  params: Note.shape.params,
  /** Who did it; null where nobody did. */
  by: z.string().nullable(),
});
export type WhyStep = z.infer<typeof WhyStep>;

/** Values of the series as the store has them now; null: asked, and not read. */
export const WhyValues = z.strictObject({
  timesMs: z.array(z.number()),
  values: z.array(z.number().nullable()),
  resolution: Resolution.nullable(),
  missing: Missing,
});
export type WhyValues = z.infer<typeof WhyValues>;

/** What one level says of the threshold. */
export const WhySaying = z.strictObject({
  level: z.enum([...THRESHOLD_LEVELS, 'rule']),
  subject: z.string(),
  values: ThresholdValues,
  reason: z.string(),
  standings: z.array(z.strictObject({ field: z.string(), standing: z.string() })),
});

/** By which limit it was judged, and where that comes from. */
export const WhyThreshold = z.strictObject({
  /** The one that stands with the alert. */
  value: z.number().nullable(),
  severity: Severity,
  /** The level whose value judges now; null where the rule is gone. */
  level: z.enum([...THRESHOLD_LEVELS, 'device', 'rule']).nullable(),
  sayings: z.array(WhySaying),
  missing: Missing,
});
export type WhyThreshold = z.infer<typeof WhyThreshold>;

/** A time for which something held it back. */
export const WhyHold = z.strictObject({
  code: z.string(),
  params: Note.shape.params,
  fromMs: z.number(),
  /** When it is asked again at the latest; null: when something changes. */
  untilMs: z.number().nullable(),
  /** Null while it is held. */
  toMs: z.number().nullable(),
});
export type WhyHold = z.infer<typeof WhyHold>;

const About = {
  /** What of the alert it was about. */
  kind: z.enum(ALERT_EVENT_KINDS),
  /** Both empty where it is said of everybody; an empty recipient is whom the channel itself names. */
  channel: z.string(),
  recipient: z.string(),
};

/** Somebody who was told, or is being told; null where the record of the call is no longer kept. */
export const WhyTold = z.strictObject({
  ...About,
  state: z.enum(['waiting', 'sending', 'delivered', 'failed']),
  /** Why it failed, where it did. */
  code: z.string(),
  params: Note.shape.params,
  decidedAtMs: z.number(),
  /** When it is tried again, while it waits. */
  nextAtMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
  attempts: z.int().nullable(),
  /** Attempts that may have been repeats, after a crash. */
  repeats: z.int().nullable(),
  /** What the other side said, in its words. */
  answer: z.string().nullable(),
  /** The channel whose call was not delivered soon enough; null where this is no fallback. */
  insteadOf: z.string().nullable(),
});
export type WhyTold = z.infer<typeof WhyTold>;

/** Somebody who was not told, and why. */
export const WhyNotTold = z.strictObject({
  ...About,
  code: z.string(),
  params: Note.shape.params,
  atMs: z.number(),
});
export type WhyNotTold = z.infer<typeof WhyNotTold>;

/** Why an alert is what it is: values, threshold, what was made of them, and who heard of it. */
export const Why = z.strictObject({
  alert: Alert,
  rule: z.strictObject({
    /** `changed`: not as it was when the alert fired; `removed`: as it was last. */
    state: z.enum(['in_force', 'changed', 'disabled', 'removed', 'unknown']),
    rule: Rule.nullable(),
    revision: z.number().nullable(),
    changedBy: z.string().nullable(),
    changedAtMs: z.number().nullable(),
  }),
  threshold: WhyThreshold,
  /** Around the first violation and the firing. */
  beginning: WhyValues,
  /** From a little before it to its end, or to now, folded where it lasted long. */
  whole: WhyValues,
  /** What happened, in order of time. */
  steps: z.array(WhyStep),
  /** What keeps it in its state now. */
  standing: Note,
  held: z.strictObject({ holds: z.array(WhyHold), missing: Missing }),
  told: z.strictObject({ told: z.array(WhyTold), notTold: z.array(WhyNotTold), missing: Missing }),
});
export type Why = z.infer<typeof Why>;
