import * as z from 'zod';
import { GROUP_FOLDS, GROUP_KEYS, LABEL_KEY, RANKS, TIME_FOLDS } from './fold.ts';
import { METRIC_NAME } from './metric.ts';

const text = z.string().min(1).max(200);
const names = z.array(text).max(500).default([]);

/** One label and what it may be, or may not be; `*` stands for anything. */
export const LabelFilter = z.strictObject({
  label: text,
  is: z.enum(['one_of', 'none_of']),
  values: z.array(z.string().max(200)).min(1).max(50).describe('* stands for anything'),
});
export type LabelFilter = z.infer<typeof LabelFilter>;

/** Which targets: those that satisfy every field that is not empty. */
export const TargetFilter = z.strictObject({
  ids: names.describe('ids of targets'),
  kinds: names.describe('kinds of target'),
  organisations: names.describe('organisations'),
  groups: names.describe('groups of targets: a member of any of them'),
  rooms: names.describe('machine rooms'),
  nameLike: z.string().max(200).default('').describe('a part of the name; * stands for anything'),
});
export type TargetFilter = z.infer<typeof TargetFilter>;

const GroupKey = z
  .enum(GROUP_KEYS)
  .or(z.templateLiteral([LABEL_KEY, z.string().regex(/^.{1,100}$/)]))
  .describe('`series` (each by itself), a fact of the target, or `label:<name>`');

/** What is to be seen of one metric, whatever the span: a panel keeps it. */
export const Question = z.strictObject({
  metric: z.string().regex(METRIC_NAME, 'not of the form subject.field'),
  labels: z.array(LabelFilter).max(10).default([]),
  targets: TargetFilter.prefault({}),
  groupBy: z.array(GroupKey).max(6).default(['series']).describe('empty: everything is one line'),
  over: z.enum(TIME_FOLDS).default('auto').describe('how each series is folded in time'),
  across: z.enum(GROUP_FOLDS).default('avg').describe('how the series of a group are folded'),
  top: z.number().int().min(1).max(200).default(20).describe('so many lines'),
  order: z.enum(['highest', 'lowest']).default('highest'),
  rank: z.enum(RANKS).default('avg').describe('by what lines are ranked'),
});
export type Question = z.output<typeof Question>;

/** One line of an answer. */
export const ExploredLine = z.strictObject({
  by: z.record(z.string(), z.string()).describe('what it is grouped by, and its value'),
  series: z.number().describe('series that are folded in it'),
  values: z.array(z.number().nullable()).describe('one a bin; null: nothing was read'),
  present: z
    .array(z.number())
    .nullable()
    .describe('series that had a value in each bin; null: all of them wherever there is a value'),
});
export type ExploredLine = z.infer<typeof ExploredLine>;

/** Lines over bins that all of them share: bin n begins at `firstMs + n * stepMs`. */
export const Explored = z.strictObject({
  kind: z.enum(['gauge', 'counter', 'state']),
  unit: z.string().describe('of the values as they are answered'),
  over: z.enum(TIME_FOLDS).describe('as it was folded: never auto'),
  firstMs: z.number(),
  stepMs: z.number(),
  bins: z.number(),
  series: z.number().describe('that the question means'),
  groups: z.number().describe('lines there are; those beyond `top` are left out'),
  samplesFromMs: z
    .number()
    .nullable()
    .describe('before it p95 has nothing: only roll-ups are left; null: all is there'),
  lines: z.array(ExploredLine),
  names: z.record(z.string(), z.string()).describe('of the targets among the lines'),
});
export type Explored = z.infer<typeof Explored>;

/** A metric that is being sent. */
export const ExploreMetric = z.strictObject({
  metric: z.string(),
  kind: z.enum(['gauge', 'counter', 'state']),
  unit: z.string(),
  labels: z.array(z.string()),
  series: z.number(),
  targets: z.number(),
  intervalMs: z.number(),
  meaning: z.strictObject({ 'zh-CN': z.string(), en: z.string() }).nullable(),
});
export type ExploreMetric = z.infer<typeof ExploreMetric>;

/** A label of a metric with its values, those of most series first. */
export const ExploreLabel = z.strictObject({
  label: z.string(),
  count: z.number().describe('different values'),
  values: z.array(z.strictObject({ value: z.string(), series: z.number() })),
});
export type ExploreLabel = z.infer<typeof ExploreLabel>;
