import type { Condition, Rule } from '#protocol/rule.ts';
import type { ThresholdValues } from '#protocol/threshold.ts';

/** Fields of a threshold, in the order in which they are shown. */
export const VALUE_FIELDS = [
  'enabled',
  'threshold',
  'low',
  'high',
  'recoveryThreshold',
  'holdMs',
  'tiers',
] as const satisfies readonly (keyof ThresholdValues)[];
export type ValueField = (typeof VALUE_FIELDS)[number];

/** Which values may be other ones for a rule: those that its condition has. */
export function understoodBy(rule: Rule): ValueField[] {
  const understood: ValueField[] = ['enabled', 'holdMs'];
  const { low, high } = limitsOf(rule.condition);
  if (low !== undefined && high !== undefined) understood.push('low', 'high');
  else if (low !== undefined || high !== undefined) understood.push('threshold', 'recoveryThreshold');
  if (rule.tiers.some(({ threshold }) => threshold !== undefined)) understood.push('tiers');
  return VALUE_FIELDS.filter((field) => understood.includes(field));
}

/**
 * The rule as it judges where these values are in force; values that its condition does not have are left out. What
 * people set for a place stands above what its device says of itself. A recovery threshold that is not given keeps
 * its distance, and a tier that is not given is moved as far as the threshold where that has passed it.
 */
export function withValues(rule: Rule, values: ThresholdValues): Rule {
  const understood = new Set<string>(understoodBy(rule));
  const of = <Field extends ValueField>(field: Field): ThresholdValues[Field] | undefined =>
    understood.has(field) ? values[field] : undefined;
  const threshold = of('threshold');
  const low = of('low');
  const high = of('high');
  const tiers = of('tiers');
  const condition = conditionWith(rule.condition, threshold, low, high);
  const isLimited = threshold !== undefined || low !== undefined || high !== undefined;
  const recoveryThreshold = of('recoveryThreshold') ?? shifted(rule, condition);
  return {
    ...rule,
    enabled: of('enabled') ?? rule.enabled,
    condition,
    holdMs: of('holdMs') ?? rule.holdMs,
    ...(recoveryThreshold === undefined ? {} : { recoveryThreshold }),
    deviceLimits: rule.deviceLimits && !isLimited,
    tiers: tiersWith(rule, condition, tiers),
  };
}

/** The limits that a condition sets for its quantity; undefined on a side that is open. */
export function limitsOf(condition: Condition): { low: number | undefined; high: number | undefined } {
  switch (condition.kind) {
    case 'above':
      return { low: undefined, high: condition.threshold };
    case 'below':
      return { low: condition.threshold, high: undefined };
    case 'outside':
      return { low: condition.low, high: condition.high };
    case 'rate':
      return { low: undefined, high: condition.above };
    case 'ratio':
    case 'group_median':
      return { low: condition.below, high: condition.above };
    default:
      return { low: undefined, high: undefined };
  }
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
      return threshold === undefined ? condition : { ...condition, threshold };
    case 'rate':
      return threshold === undefined ? condition : { ...condition, above: threshold };
    case 'outside':
      return { ...condition, low: low ?? condition.low, high: high ?? condition.high };
    case 'ratio':
    case 'group_median': {
      const above = high ?? (condition.below === undefined ? threshold : undefined) ?? condition.above;
      const below = low ?? (condition.above === undefined ? threshold : undefined) ?? condition.below;
      return {
        ...condition,
        ...(above === undefined ? {} : { above }),
        ...(below === undefined ? {} : { below }),
      };
    }
    default:
      return condition;
  }
}

function shifted({ condition, recoveryThreshold }: Rule, now: Condition): number | undefined {
  if (recoveryThreshold === undefined) return undefined;
  const before = limitsOf(condition);
  const after = limitsOf(now);
  const from = before.high ?? before.low;
  const to = after.high ?? after.low;
  return from === undefined || to === undefined ? recoveryThreshold : recoveryThreshold + to - from;
}

function tiersWith(rule: Rule, condition: Condition, wanted: ThresholdValues['tiers']): Rule['tiers'] {
  const { low, high } = limitsOf(condition);
  return rule.tiers.map((tier) => {
    const given = wanted?.find(({ severity }) => severity === tier.severity);
    if (given) return { ...tier, threshold: given.threshold };
    if (tier.threshold === undefined || (low !== undefined && high !== undefined)) return tier;
    if (high !== undefined) return { ...tier, threshold: Math.max(tier.threshold, high) };
    return low === undefined ? tier : { ...tier, threshold: Math.min(tier.threshold, low) };
  });
}
