import type { Condition, Rule, Severity } from '#protocol/rule.ts';
import { contradictions } from '#protocol/rule-contradictions.ts';
import type { ThresholdLevel, ThresholdValues } from '#protocol/threshold.ts';
import { type Faults, FieldReader } from './read-fields.ts';
import { quantityText, spanText } from './typed.ts';

/** Where a threshold is to be another one; the labels are those of one series. */
export interface ThresholdPlace {
  level: ThresholdLevel;
  organisation: string;
  /** Id of the group or the target. */
  subject: string;
  labels: Readonly<Record<string, string>>;
}

/** Other values than those of the rule, as typed; what is empty stays as the next level says. */
export interface ThresholdDraft {
  judges: 'on' | 'off';
  threshold: string;
  low: string;
  high: string;
  recovery: string;
  hold: string;
  tiers: Partial<Record<Severity, string>>;
  reason: string;
}

/** What of a rule may be another value elsewhere. */
export interface UnderstoodValues {
  threshold: boolean;
  both: boolean;
  /** Severities that have a threshold of their own. */
  tiers: Severity[];
}

/** Which values mean something to a rule: those that its condition has. */
export function understoodValues({ condition, tiers }: Rule): UnderstoodValues {
  const { kind } = condition;
  const isFactor = kind === 'ratio' || kind === 'group_median';
  const both =
    kind === 'outside' || (isFactor && condition.above !== undefined && condition.below !== undefined);
  return {
    both,
    threshold: kind === 'above' || kind === 'below' || kind === 'rate' || (isFactor && !both),
    tiers: tiers.filter(({ threshold }) => threshold !== undefined).map(({ severity }) => severity),
  };
}

/** The unit of the limits of a rule: factors have none. */
export function limitUnit({ condition: { kind } }: Rule, unit: string): string {
  return kind === 'ratio' || kind === 'group_median' ? '1' : unit;
}

/** Values as text; empty for those that are not given. */
export function thresholdDraftOf(values: ThresholdValues, reason: string, unit: string): ThresholdDraft {
  return {
    judges: values.enabled === false ? 'off' : 'on',
    threshold: quantityText(values.threshold, unit),
    low: quantityText(values.low, unit),
    high: quantityText(values.high, unit),
    recovery: quantityText(values.recoveryThreshold, unit),
    hold: values.holdMs === undefined ? '' : spanText(values.holdMs),
    tiers: Object.fromEntries(
      (values.tiers ?? []).map(({ severity, threshold }) => [severity, quantityText(threshold, unit)]),
    ),
    reason,
  };
}

/** What a draft says, and what is wrong with it. */
export function readThreshold(
  draft: ThresholdDraft,
  rule: Rule,
  unit: string,
): { values: ThresholdValues; faults: Faults } {
  const read = new FieldReader();
  const understood = understoodValues(rule);
  const values: ThresholdValues = {};
  const put = (name: 'threshold' | 'low' | 'high' | 'recoveryThreshold', typed: string) => {
    const value = read.optionalQuantity(`values.${name}`, typed, unit);
    if (value !== undefined) values[name] = value;
  };
  // A rule that is disabled may judge at one place.
  if (draft.judges === 'off') values.enabled = false;
  else if (!rule.enabled) values.enabled = true;
  if (draft.judges === 'on') {
    if (understood.threshold) {
      put('threshold', draft.threshold);
      put('recoveryThreshold', draft.recovery);
    }
    if (understood.both) {
      put('low', draft.low);
      put('high', draft.high);
    }
    const holdMs = read.optionalSpan('values.holdMs', draft.hold);
    if (holdMs !== undefined) values.holdMs = holdMs;
    const tiers = understood.tiers.flatMap((severity, at) => {
      const path = `values.tiers.${at}.threshold`;
      const threshold = read.optionalQuantity(path, draft.tiers[severity] ?? '', unit);
      return threshold === undefined ? [] : [{ severity, threshold }];
    });
    if (tiers.length > 0) values.tiers = tiers;
  }
  if (Object.keys(values).length === 0) read.fault('values', 'required');
  if (Object.keys(read.faults).length > 0) return { values, faults: read.faults };
  for (const { path, code } of contradictions(applied(rule, values))) {
    const [first, at] = path;
    const severity = first === 'tiers' ? rule.tiers[Number(at)]?.severity : undefined;
    const shown = severity === undefined ? -1 : understood.tiers.indexOf(severity);
    if (shown >= 0) read.fault(`values.tiers.${shown}.threshold`, code);
    else if (first === 'tiers') read.fault('values.holdMs', code);
    else read.fault(`values.${path.filter((part) => part !== 'condition').join('.')}`, code);
  }
  return { values, faults: read.faults };
}

/** The rule as it would judge with these values; the collector does the same (`collector/thresholds/with-values.ts`). */
function applied(rule: Rule, values: ThresholdValues): Rule {
  const { threshold, low, high, holdMs, recoveryThreshold, tiers } = values;
  const condition = conditionWith(rule.condition, threshold, low, high);
  const [before, after] = [limitOf(rule.condition), limitOf(condition)];
  const isOpenUp = condition.kind !== 'below' && !('above' in condition && condition.above === undefined);
  return {
    ...rule,
    condition,
    holdMs: holdMs ?? rule.holdMs,
    recoveryThreshold:
      recoveryThreshold ??
      // A recovery threshold that is not given keeps its distance.
      (rule.recoveryThreshold === undefined || before === undefined || after === undefined
        ? rule.recoveryThreshold
        : rule.recoveryThreshold + after - before),
    tiers: rule.tiers.map((tier) => {
      const given = tiers?.find(({ severity }) => severity === tier.severity);
      if (given) return { ...tier, threshold: given.threshold };
      if (tier.threshold === undefined || after === undefined) return tier;
      return { ...tier, threshold: (isOpenUp ? Math.max : Math.min)(tier.threshold, after) };
    }),
  };
}

function conditionWith(
  condition: Condition,
  threshold: number | undefined,
  low: number | undefined,
  high: number | undefined,
): Condition {
  switch (condition.kind) {
    case 'above':
    case 'below':
      return { ...condition, threshold: threshold ?? condition.threshold };
    case 'rate':
      return { ...condition, above: threshold ?? condition.above };
    case 'outside':
      return { ...condition, low: low ?? condition.low, high: high ?? condition.high };
    case 'ratio':
    case 'group_median': {
      const { above, below } = condition;
      return {
        ...condition,
        ...(above !== undefined && { above: high ?? (below === undefined ? threshold : undefined) ?? above }),
        ...(below !== undefined && { below: low ?? (above === undefined ? threshold : undefined) ?? below }),
      };
    }
    default:
      return condition;
  }
}

/** The one limit of a condition that has one. */
function limitOf(condition: Condition): number | undefined {
  switch (condition.kind) {
    case 'above':
    case 'below':
      return condition.threshold;
    case 'rate':
      return condition.above;
    case 'ratio':
    case 'group_median': {
      const { above, below } = condition;
      return above !== undefined && below !== undefined ? undefined : (above ?? below);
    }
    default:
      return undefined;
  }
}
