import type { Rule } from '#protocol/rule.ts';
import type { Threshold, ThresholdLevel, ThresholdValues } from '#protocol/threshold.ts';
import { type Parameters, search } from '../../../api/call.ts';
import type { Paged } from '../../../api/shapes.ts';

/** `GET thresholds`. */
export interface ThresholdEntry {
  threshold: Threshold;
  changedBy: string;
  changedAtMs: number;
}
export interface ThresholdsAnswer extends Paged {
  thresholds: ThresholdEntry[];
}

export type Standing = 'applies' | 'more_specific' | 'smaller_group' | 'not_understood';

/** `GET thresholds/effective`. */
export interface EffectiveAnswer {
  /** As it judges the series. */
  rule: Rule;
  understood: string[];
  values: ThresholdValues;
  sayings: {
    level: ThresholdLevel | 'rule';
    subject: string;
    name: string;
    values: ThresholdValues;
    reason: string;
    standings: { field: string; standing: Standing }[];
  }[];
}

/** Labels as the API takes them in an address. */
export function labelParameters(labels: Readonly<Record<string, string>>): Parameters {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [`label.${name}`, value]));
}

/** The address under which a threshold is taken back. */
export function thresholdPath({ rule, level, organisation, subject, labels }: Threshold): string {
  return `thresholds${search({ rule, level, organisation, subject, ...labelParameters(labels) })}`;
}
