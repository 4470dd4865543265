import * as z from 'zod';
import { METRIC_NAME } from './metric.ts';
import { contradictions } from './rule-contradictions.ts';

/** How bad it is, mildest first. */
export const SEVERITIES = ['info', 'warning', 'critical'] as const;
export const Severity = z.enum(SEVERITIES);
export type Severity = z.infer<typeof Severity>;

const durationMs = z
  .int()
  .min(0)
  .max(400 * 86_400_000);

const metricName = z.string().regex(METRIC_NAME, 'not of the form subject.field');

const Above = z.strictObject({ kind: z.literal('above'), threshold: z.number() });
const Below = z.strictObject({ kind: z.literal('below'), threshold: z.number() });
const Outside = z.strictObject({ kind: z.literal('outside'), low: z.number(), high: z.number() });
const Equal = z.strictObject({ kind: z.literal('equal'), value: z.number() });
/** Equal to one of these: states that call for the same thing. */
const OneOf = z.strictObject({ kind: z.literal('one_of'), values: z.array(z.number()).min(1).max(32) });

/** What a value, or the lack of one, must do for the rule to be violated. */
export const Condition = z.discriminatedUnion('kind', [
  Above,
  Below,
  Outside,
  Equal,
  OneOf,
  /** Differs from the sample before it; violated for one sample, so `holdMs` is 0. */
  z.strictObject({ kind: z.literal('changed') }),
  /** Grows faster than `above` a second. A counter that falls has been reset: a gap, not a rate. */
  z.strictObject({ kind: z.literal('rate'), above: z.number() }),
  /** No value for this long, measured by journal ticks. */
  z.strictObject({ kind: z.literal('absent'), afterMs: durationMs.min(1_000) }),
  /**
   * A straight line through the last `windowMs` reaches `reaches` within `withinMs`, coming from that side; needs
   * samples over half of the window.
   */
  z.strictObject({
    kind: z.literal('forecast'),
    reaches: z.number(),
    from: z.enum(['below', 'above']).default('below'),
    withinMs: durationMs,
    windowMs: durationMs.min(60_000),
    /** How sure the line must be, 0 to 1: the share of what the values do that it explains (R²). */
    confidence: z.number().min(0).max(1).default(0),
  }),
  /**
   * Off what the series itself was in the same hour of the past weeks: farther from their median than `times` their
   * usual spread, and than `atLeast` in the unit of the series. Without two weeks of history it judges nothing.
   */
  z.strictObject({
    kind: z.literal('deviation'),
    side: z.enum(['above', 'below', 'both']).default('both'),
    times: z.number().min(1).max(100).default(4),
    atLeast: z.number().min(0).default(0),
    weeks: z.int().min(2).max(8).default(4),
  }),
  /**
   * The value divided by the newest one of another metric of the same target under the same labels, as far as both
   * have them; one of the two limits at least. A divisor of 0, or one that is too old, gives no ratio.
   */
  z.strictObject({
    kind: z.literal('ratio'),
    to: metricName,
    toLabels: z.record(z.string(), z.string()).default({}),
    above: z.number().optional(),
    below: z.number().optional(),
  }),
  /**
   * How many series of a group violate `each`; the alert is that of the group. `absent` counts those that are silent.
   * `atLeast` in series, or in percent of those that are known; both must hold where both are given.
   */
  z.strictObject({
    kind: z.literal('count'),
    each: z.discriminatedUnion('kind', [
      Above,
      Below,
      Outside,
      Equal,
      OneOf,
      z.strictObject({ kind: z.literal('absent'), afterMs: durationMs.min(1_000) }),
    ]),
    atLeast: z.int().min(1).optional(),
    atLeastPercent: z.number().min(0).max(100).optional(),
  }),
  /**
   * The value against the median of its group: a floor (`below` 0.2: less than a fifth of what the others do), a
   * ceiling, or both. Fewer than `members` series that tell give no median.
   */
  z.strictObject({
    kind: z.literal('group_median'),
    below: z.number().min(0).optional(),
    above: z.number().min(0).optional(),
    members: z.int().min(3).max(10_000).default(3),
  }),
]);
export type Condition = z.infer<typeof Condition>;

/** One wanted value of a label, or several of which each will do; `*` at the end stands for any ending. */
const LabelValues = z.union([z.string(), z.array(z.string()).min(1).max(32)]);
export type LabelValues = z.infer<typeof LabelValues>;

/** Which series a rule watches: a metric, and what its labels must be and must not be. */
export const Watch = z.strictObject({
  metric: metricName,
  /** Ids of targets; empty for all of the organisation. */
  targets: z.array(z.string()).default([]),
  /** Ids of groups of targets: one of them must hold the target; empty for no such bound. */
  groups: z.array(z.string()).default([]),
  labels: z.record(z.string(), LabelValues).default({}),
  /** Label values that exclude a series, same form as `labels`. */
  notLabels: z.record(z.string(), LabelValues).default({}),
  /** A metric that says the same and why: a series that comes together with it, under equal labels, is left to its rules. */
  notBeside: metricName.optional(),
});
export type Watch = z.infer<typeof Watch>;

/** A graver severity of the same rule: the alert changes to it, and back, and stays one alert. */
export const Tier = z.strictObject({
  severity: Severity,
  /**
   * In place of the condition's threshold (`above`, `below`, `rate`, `ratio`, `group_median`). Without one the tier
   * takes the limits of the rule, and its longer hold makes it graver: "still so after an hour".
   */
  threshold: z.number().optional(),
  /** In place of the limits of `outside`, and of a ratio or median that has two. */
  low: z.number().optional(),
  high: z.number().optional(),
  /** In place of `withinMs` of a forecast. */
  withinMs: durationMs.optional(),
  /** Violated this long before the severity rises; default: the hold of the rule. */
  holdMs: durationMs.optional(),
  /** The value must come back to this side of it before the severity falls; default: the threshold of the tier. */
  recoveryThreshold: z.number().optional(),
});
export type Tier = z.infer<typeof Tier>;

/**
 * What an alert of the rule means for the alerts of others: that nothing can be known of the target (`unreachable`),
 * that what it feeds is without power, that what it cools gets warm, that something is too warm, that a zone is not
 * asked, that Ward itself is not well, or that a device says only that something is wrong and not what (`general`).
 */
export const MEANINGS = [
  'unreachable',
  'power',
  'cooling',
  'temperature',
  'zone',
  'monitor',
  'general',
] as const;
export const Meaning = z.enum(MEANINGS);
export type Meaning = z.infer<typeof Meaning>;

export const Rule = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes, at most 64'),
    /** Shown to people; the shipped rules carry both languages. */
    name: z.strictObject({
      'zh-CN': z.string().min(1).max(120),
      en: z.string().min(1).max(120),
    }),
    /** Why this threshold and not another. */
    reason: z.strictObject({
      'zh-CN': z.string().max(500),
      en: z.string().max(500),
    }),
    enabled: z.boolean().default(true),
    /** Organisation id; `*` for a rule that holds in all of them. */
    organisation: z.string().default('*'),
    watch: Watch,
    condition: Condition,
    /** Violated this long before it fires; 0 fires on the first sample. */
    holdMs: durationMs.default(0),
    /** The value must come back to this side of it to count as recovered; default: the threshold itself. */
    recoveryThreshold: z.number().optional(),
    /** Recovered this long before the alert resolves. */
    recoveryDelayMs: durationMs.default(0),
    severity: Severity,
    /** Graver severities, mildest first. */
    tiers: z.array(Tier).max(2).default([]),
    /** Fires when this many of the last `of` samples are violated, in place of a hold. */
    samples: z.strictObject({ atLeast: z.int().min(1).max(32), of: z.int().min(2).max(32) }).optional(),
    /**
     * Fires this often within the time: the alert is flapping, and stays until it was calm for `calmMs`. Null: never.
     */
    flapping: z
      .strictObject({
        firings: z.int().min(2).max(100).default(4),
        withinMs: durationMs.min(60_000).default(30 * 60_000),
        calmMs: durationMs.min(1_000).default(10 * 60_000),
      })
      .nullable()
      .prefault({}),
    meaning: Meaning.optional(),
    /**
     * Where the device gives limits of its own, those take the place of the threshold: `high` and `low` for info and
     * warning, the critical ones for critical; a series without the one that is wanted keeps the threshold.
     */
    deviceLimits: z.boolean().default(false),
    /** Names of channels to tell; empty: the organisation's default channels. */
    tell: z.array(z.string()).default([]),
  })
  .superRefine((rule, context) => {
    for (const { path, message } of contradictions(rule)) context.addIssue({ code: 'custom', path, message });
  });
export type Rule = z.infer<typeof Rule>;

/** A rule as it is in force: numbered by each change. */
export interface RuleRevision {
  rule: Rule;
  /** Counts up over all rules together. */
  revision: number;
}
