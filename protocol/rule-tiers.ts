import type { Condition, Rule, Severity, Tier } from './rule.ts';

/** The condition of a rule as one of its tiers judges it. */
export function tierCondition(condition: Condition, tier: Tier): Condition {
  const threshold = tier.threshold;
  switch (condition.kind) {
    case 'above':
    case 'below':
      return { ...condition, threshold: threshold ?? condition.threshold };
    case 'outside':
      return { ...condition, low: tier.low ?? condition.low, high: tier.high ?? condition.high };
    case 'rate':
      return { ...condition, above: threshold ?? condition.above };
    case 'forecast':
      return { ...condition, withinMs: tier.withinMs ?? condition.withinMs };
    case 'ratio':
    case 'group_median':
      return {
        ...condition,
        below: condition.below === undefined ? undefined : (tier.low ?? threshold ?? condition.below),
        above: condition.above === undefined ? undefined : (tier.high ?? threshold ?? condition.above),
      };
    default:
      return condition;
  }
}

/** The condition that gives a severity of the rule its limits. */
export function conditionOf(rule: Rule, severity: Severity): Condition {
  const tier = rule.tiers.find((tier) => tier.severity === severity);
  return tier ? tierCondition(rule.condition, tier) : rule.condition;
}
