import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { Condition, Rule, Severity, Tier } from '#protocol/rule.ts';
import { tierCondition } from '#protocol/rule-tiers.ts';

/**
 * A rule as it judges a series for which the device itself gives limits: with `deviceLimits` they take the place of
 * the threshold, and the recovery threshold keeps its distance. Returns the rule itself where nothing changes.
 */
export function underLimits(rule: Rule, limits: DeviceLimits | undefined): Rule {
  if (!rule.deviceLimits || !limits) return rule;
  const condition = conditionUnder(rule.condition, wanted(limits, rule.severity));
  if (!condition) return rule;
  const recovery = moved(rule.recoveryThreshold, rule.condition, condition);
  const judged: Rule = { ...rule, condition, ...recovery };
  return rule.tiers.length === 0 ? judged : { ...judged, tiers: tiersUnder(rule, judged, limits) };
}

/**
 * Each severity takes the limits of its own; a device may give them in an order of its own too, so none is milder
 * than the one below it.
 */
function tiersUnder(rule: Rule, judged: Rule, limits: DeviceLimits): Tier[] {
  let below = judged.condition;
  return rule.tiers.map((tier) => {
    const asWritten = tierCondition(rule.condition, tier);
    const own = conditionUnder(asWritten, wanted(limits, tier.severity)) ?? asWritten;
    below = atLeastAsFar(own, below);
    const recovery = moved(tier.recoveryThreshold, asWritten, below);
    if (below.kind === 'outside') return { ...tier, low: below.low, high: below.high };
    return 'threshold' in below ? { ...tier, threshold: below.threshold, ...recovery } : tier;
  });
}

function atLeastAsFar(condition: Condition, below: Condition): Condition {
  if (condition.kind === 'above' && below.kind === 'above') {
    return { ...condition, threshold: Math.max(condition.threshold, below.threshold) };
  }
  if (condition.kind === 'below' && below.kind === 'below') {
    return { ...condition, threshold: Math.min(condition.threshold, below.threshold) };
  }
  if (condition.kind !== 'outside' || below.kind !== 'outside') return condition;
  const low = Math.min(condition.low, below.low);
  return { ...condition, low, high: Math.max(condition.high, below.high) };
}

/** A recovery threshold, as far from the limit as it was written. */
function moved(
  recoveryThreshold: number | undefined,
  from: Condition,
  to: Condition,
): { recoveryThreshold?: number } {
  if (recoveryThreshold === undefined) return {};
  return { recoveryThreshold: recoveryThreshold + shift(from, to) };
}

/** One side of a rule under the limits of a device: its own threshold in, the one to judge by out. */
interface Sides {
  high(threshold: number): number;
  low(threshold: number): number;
}

/**
 * Which limits a severity takes. A device that gives only those of the other severity does not say where this one
 * begins, so the threshold stays; but a warning that came behind the danger would warn of nothing, and what is
 * critical in front of the device's own warning is called normal by the device itself. So the threshold is moved as
 * far as that limit, and no farther.
 */
function wanted({ low, high, criticalLow, criticalHigh }: DeviceLimits, severity: Severity): Sides {
  if (severity === 'critical') {
    return {
      high: (threshold) => criticalHigh ?? Math.max(threshold, high ?? -Infinity),
      low: (threshold) => criticalLow ?? Math.min(threshold, low ?? Infinity),
    };
  }
  return {
    high: (threshold) => high ?? Math.min(threshold, criticalHigh ?? Infinity),
    low: (threshold) => low ?? Math.max(threshold, criticalLow ?? -Infinity),
  };
}

/** Undefined for conditions that have no threshold of the value, and where the limits of a device cross each other. */
function conditionUnder(condition: Condition, sides: Sides): Condition | undefined {
  switch (condition.kind) {
    case 'above':
      return { ...condition, threshold: sides.high(condition.threshold) };
    case 'below':
      return { ...condition, threshold: sides.low(condition.threshold) };
    case 'outside': {
      const low = sides.low(condition.low);
      const high = sides.high(condition.high);
      return low > high ? undefined : { ...condition, low, high };
    }
    default:
      return undefined;
  }
}

function shift(from: Condition, to: Condition): number {
  return 'threshold' in from && 'threshold' in to ? to.threshold - from.threshold : 0;
}
