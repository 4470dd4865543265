import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { Condition, Rule, Severity } from '#protocol/rule.ts';

/**
 * A rule as it judges a series for which the device itself gives limits: with `deviceLimits` they take the place of
 * the threshold, and the recovery threshold keeps its distance. Returns the rule itself where nothing changes.
 */
export function underLimits(rule: Rule, limits: DeviceLimits | undefined): Rule {
  if (!rule.deviceLimits || !limits) return rule;
  const condition = conditionUnder(rule.condition, wanted(limits, rule.severity));
  if (!condition) return rule;
  const { recoveryThreshold } = rule;
  if (recoveryThreshold === undefined) return { ...rule, condition };
  return { ...rule, condition, recoveryThreshold: recoveryThreshold + shift(rule.condition, condition) };
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
