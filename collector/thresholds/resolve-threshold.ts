import type { Rule } from '#protocol/rule.ts';
import { type Labels, seriesKey } from '#protocol/sample.ts';
import { THRESHOLD_LEVELS, type Threshold, type ThresholdValues } from '#protocol/threshold.ts';
import { limitsOf, understoodBy, VALUE_FIELDS, type ValueField, withValues } from './with-values.ts';

/** Where a series is, as far as thresholds ask. */
export interface Places {
  organisation: string;
  target: string;
  labels: Labels;
  /** Groups that hold the target, and how many targets each has. */
  groups: readonly { id: string; size: number }[];
}

/** Why a value that stands at one level is or is not the one that judges. */
export type Standing =
  | 'applies'
  /** A more specific level says another one. */
  | 'more_specific'
  /** A smaller group, or one of equal size whose id comes first, says another one. */
  | 'smaller_group'
  /** The condition of the rule has no such value: it was set for what the rule was before. */
  | 'not_understood';

/** What one level says, and what comes of it. */
export interface Saying {
  /** `rule`: the rule itself, which stands last. */
  level: Threshold['level'] | 'rule';
  /** Id of the target or the group. */
  subject: string;
  values: ThresholdValues;
  reason: string;
  /** One for each value that it says. */
  standings: { field: ValueField; standing: Standing }[];
}

/** A rule as it judges one series. */
export interface ResolvedThreshold {
  rule: Rule;
  /** Every value that applies and is not the rule's own. */
  values: ThresholdValues;
  /** Most specific first; the rule itself is the last. */
  sayings: Saying[];
}

/**
 * Which thresholds a rule judges a series by. Each value is that of the most specific level which says one: the series,
 * its target, a group of its target, its organisation, the rule. Of two groups the one with fewer targets wins, since
 * it was made for fewer; of two of equal size the one whose id comes first. `overrides` may hold others' too.
 */
export function resolveThreshold(
  rule: Rule,
  places: Places,
  overrides: readonly Threshold[],
): ResolvedThreshold {
  const understood = new Set(understoodBy(rule));
  const decided = new Map<ValueField, Threshold>();
  const sayings: Saying[] = [];
  let values: ThresholdValues = {};
  for (const override of inOrder(rule, places, overrides)) {
    const standings: Saying['standings'] = [];
    for (const field of VALUE_FIELDS) {
      if (override.values[field] === undefined) continue;
      const winner = decided.get(field);
      const isUnderstood = understood.has(field);
      standings.push({ field, standing: standingOf(override, winner, isUnderstood) });
      if (winner || !isUnderstood) continue;
      decided.set(field, override);
      values = { ...values, [field]: override.values[field] };
    }
    const { level, subject, reason } = override;
    sayings.push({ level, subject, values: override.values, reason, standings });
  }
  sayings.push(ofRule(rule, understood, decided));
  return { rule: decided.size === 0 ? rule : withValues(rule, values), values, sayings };
}

/** Those of the overrides that concern the series, most specific first. */
function inOrder({ id }: Rule, places: Places, overrides: readonly Threshold[]): Threshold[] {
  const sizes = new Map(places.groups.map((group) => [group.id, group.size]));
  return overrides
    .filter((override) => override.rule === id && concerns(override, places, sizes))
    .sort(
      (one, other) =>
        THRESHOLD_LEVELS.indexOf(one.level) - THRESHOLD_LEVELS.indexOf(other.level) ||
        (sizes.get(one.subject) ?? 0) - (sizes.get(other.subject) ?? 0) ||
        (one.subject < other.subject ? -1 : 1),
    );
}

function concerns(
  { level, organisation, subject, labels }: Threshold,
  places: Places,
  groups: ReadonlyMap<string, number>,
): boolean {
  if (organisation !== places.organisation) return false;
  switch (level) {
    case 'series':
      return subject === places.target && labelsKey(labels) === labelsKey(places.labels);
    case 'target':
      return subject === places.target;
    case 'group':
      return groups.has(subject);
    case 'organisation':
      return true;
  }
}

/** Equal for equal labels, in whatever order they stand. */
export function labelsKey(labels: Labels): string {
  return seriesKey({ target: '', metric: '', labels });
}

function standingOf(override: Threshold, winner: Threshold | undefined, isUnderstood: boolean): Standing {
  if (!isUnderstood) return 'not_understood';
  if (!winner) return 'applies';
  return winner.level === override.level ? 'smaller_group' : 'more_specific';
}

function ofRule(
  rule: Rule,
  understood: ReadonlySet<ValueField>,
  decided: ReadonlyMap<ValueField, Threshold>,
): Saying {
  const values = valuesOf(rule);
  const standings = VALUE_FIELDS.filter((field) => understood.has(field) && values[field] !== undefined).map(
    (field) => ({
      field,
      standing: decided.has(field) ? ('more_specific' as const) : ('applies' as const),
    }),
  );
  return { level: 'rule', subject: '', values, reason: '', standings };
}

/** What the rule itself says, in the form in which the levels above it say it. */
export function valuesOf(rule: Rule): ThresholdValues {
  const { condition, recoveryThreshold, holdMs, enabled } = rule;
  const { low, high } = limitsOf(condition);
  const both = low !== undefined && high !== undefined;
  const threshold = both ? undefined : (high ?? low);
  const tiers = rule.tiers.flatMap(({ severity, threshold: limit }) =>
    limit === undefined ? [] : [{ severity, threshold: limit }],
  );
  return {
    enabled,
    ...(threshold === undefined ? {} : { threshold }),
    ...(both ? { low, high } : {}),
    ...(recoveryThreshold === undefined ? {} : { recoveryThreshold }),
    holdMs,
    ...(tiers.length === 0 ? {} : { tiers }),
  };
}
