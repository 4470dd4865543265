/*
 * What stands in the entries that the collector writes itself (`CONTROL`): who sends them and who judges by them agree
 * on nothing else. What is not there in entries of older versions is empty.
 */
import type { GroupMembers } from '#protocol/group.ts';
import type { RuleRevision } from '#protocol/rule.ts';
import type { Labels } from '#protocol/sample.ts';
import type { Threshold } from '#protocol/threshold.ts';

/** Body of `CONTROL.rules`: all that judging needs to know of rules. */
export interface RulesBody {
  revision: number;
  rules: readonly RuleRevision[];
  thresholds?: readonly Threshold[];
  /** Those that a rule or a threshold names, with their members. */
  groups?: readonly GroupMembers[];
}

/** Body of `CONTROL.bands`. */
export interface BandsBody {
  bands: readonly SeriesBand[];
}

/** What is usual for one series by one rule, for samples of a span of time. */
export interface SeriesBand {
  rule: string;
  target: string;
  metric: string;
  labels: Labels;
  /** Null on a side that the rule does not judge: JSON has no infinite numbers. */
  low: number | null;
  high: number | null;
  fromMs: number;
  /** Not included. */
  untilMs: number;
}
