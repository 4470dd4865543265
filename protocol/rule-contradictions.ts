import type { Condition, Rule, Severity, Tier } from './rule.ts';
import { tierCondition } from './rule-tiers.ts';

/** Everything that can contradict, as codes that pages have words for. */
export const CONTRADICTIONS = [
  'low_above_high',
  'change_holds',
  'no_device_limits',
  'no_limit',
  'no_count',
  'no_recovery',
  'recovery_above',
  'recovery_below',
  'samples_above_of',
  'silence_has_no_samples',
  'samples_for_hold',
  'tier_not_graver',
  'tier_unfit',
  'tier_milder',
  'tier_equal',
  'tier_recovery',
] as const;

/** What is allowed field by field and yet makes no sense together. */
export interface Contradiction {
  path: (string | number)[];
  code: (typeof CONTRADICTIONS)[number];
  message: string;
}

type Contradictable = Pick<
  Rule,
  'condition' | 'holdMs' | 'recoveryThreshold' | 'severity' | 'tiers' | 'samples' | 'deviceLimits'
>;

/** Conditions that compare the value itself, so that a limit which the device gives for it can stand in. */
const LIMITED: ReadonlySet<Condition['kind']> = new Set(['above', 'below', 'outside']);

/** Mildest first, as `SEVERITIES`; that list would be a circle of imports. */
const GRAVITY: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/** Everything of a rule that contradicts itself, with the place and what is allowed there. */
export function contradictions(rule: Contradictable): Contradiction[] {
  const { condition } = rule;
  const found: Contradiction[] = [];
  if (condition.kind === 'outside' && condition.low > condition.high) {
    found.push({ path: ['condition', 'low'], code: 'low_above_high', message: 'above `high`' });
  }
  if (condition.kind === 'changed' && rule.holdMs > 0) {
    found.push({
      path: ['holdMs'],
      code: 'change_holds',
      message: 'a change lasts one sample: 0 is the only hold for it',
    });
  }
  if (rule.deviceLimits && !LIMITED.has(condition.kind)) {
    found.push({
      path: ['deviceLimits'],
      code: 'no_device_limits',
      message: `not for a condition of kind ${condition.kind}`,
    });
  }
  found.push(...limitsMissing(condition), ...recoveryFaults(condition, rule.recoveryThreshold, []));
  return [...found, ...sampleFaults(rule), ...tierFaults(rule)];
}

function limitsMissing(condition: Condition): Contradiction[] {
  const { kind } = condition;
  if ((kind === 'ratio' || kind === 'group_median') && condition.above === undefined) {
    if (condition.below === undefined)
      return [{ path: ['condition'], code: 'no_limit', message: 'needs `above` or `below`' }];
  }
  if (kind === 'count' && condition.atLeast === undefined && condition.atLeastPercent === undefined) {
    return [{ path: ['condition'], code: 'no_count', message: 'needs `atLeast` or `atLeastPercent`' }];
  }
  return [];
}

function recoveryFaults(
  condition: Condition,
  recovery: number | undefined,
  path: Contradiction['path'],
): Contradiction[] {
  if (recovery === undefined) return [];
  const side = recoverySide(condition);
  const at = [...path, 'recoveryThreshold'];
  if (side === undefined)
    return [{ path: at, code: 'no_recovery', message: `not for a condition of kind ${condition.kind}` }];
  if (side.below ? recovery <= side.limit : recovery >= side.limit) return [];
  const code = side.below ? 'recovery_above' : 'recovery_below';
  return [{ path: at, code, message: `must not be ${side.below ? 'above' : 'below'} ${side.limit}` }];
}

function sampleFaults({ condition, samples, holdMs, tiers }: Contradictable): Contradiction[] {
  if (!samples) return [];
  const found: Contradiction[] = [];
  if (samples.atLeast > samples.of) {
    found.push({
      path: ['samples', 'atLeast'],
      code: 'samples_above_of',
      message: `must not be above ${samples.of}`,
    });
  }
  if (condition.kind === 'absent')
    found.push({ path: ['samples'], code: 'silence_has_no_samples', message: 'silence has no samples' });
  if (holdMs > 0)
    found.push({
      path: ['holdMs'],
      code: 'samples_for_hold',
      message: 'must be 0: the samples take its place',
    });
  tiers.forEach(({ holdMs }, index) => {
    if (holdMs)
      found.push({
        path: ['tiers', index, 'holdMs'],
        code: 'samples_for_hold',
        message: 'must be 0: the samples take its place',
      });
  });
  return found;
}

function tierFaults(rule: Contradictable): Contradiction[] {
  const found: Contradiction[] = [];
  let before = { severity: rule.severity, condition: rule.condition, holdMs: rule.holdMs };
  rule.tiers.forEach((tier, index) => {
    const path = ['tiers', index];
    const condition = tierCondition(rule.condition, tier);
    const holdMs = tier.holdMs ?? rule.holdMs;
    if (GRAVITY[tier.severity] <= GRAVITY[before.severity]) {
      found.push({
        path: [...path, 'severity'],
        code: 'tier_not_graver',
        message: `must be graver than ${before.severity}`,
      });
    }
    const fault = unfit(rule.condition, tier);
    if (fault) found.push({ path: [...path, fault], code: 'tier_unfit', message: `not for this condition` });
    const order = compare(before.condition, condition);
    if (order === 'milder')
      found.push({ path, code: 'tier_milder', message: 'must not be violated before the severity below it' });
    if (order === 'equal' && holdMs <= before.holdMs) {
      found.push({
        path,
        code: 'tier_equal',
        message: 'needs a graver limit or a longer hold than the severity below it',
      });
    }
    found.push(...recoveryFaults(condition, tier.recoveryThreshold, path));
    found.push(...unrecovered(rule, condition, tier, path));
    before = { severity: tier.severity, condition, holdMs };
  });
  return found;
}

/** A severity that stood when the rule had recovered would stand for nothing. */
function unrecovered(
  rule: Contradictable,
  condition: Condition,
  { recoveryThreshold }: Tier,
  path: Contradiction['path'],
): Contradiction[] {
  const side = recoverySide(condition);
  if (recoveryThreshold === undefined || !side || condition.kind === 'forecast') return [];
  const milder = rule.recoveryThreshold ?? recoverySide(rule.condition)?.limit ?? recoveryThreshold;
  if (side.below ? recoveryThreshold >= milder : recoveryThreshold <= milder) return [];
  const message = `must not be ${side.below ? 'below' : 'above'} ${milder}, where the rule recovers`;
  return [{ path: [...path, 'recoveryThreshold'], code: 'tier_recovery', message }];
}

/** The field of a tier that its condition does not have. */
function unfit(condition: Condition, tier: Tier): keyof Tier | undefined {
  const { kind } = condition;
  const hasTwo =
    kind === 'outside' ||
    ((kind === 'ratio' || kind === 'group_median') &&
      condition.above !== undefined &&
      condition.below !== undefined);
  const hasOne = kind === 'above' || kind === 'below' || kind === 'rate';
  const isRatio = kind === 'ratio' || kind === 'group_median';
  if (tier.threshold !== undefined && !hasOne && !(isRatio && !hasTwo)) return 'threshold';
  if (tier.low !== undefined && !hasTwo) return 'low';
  if (tier.high !== undefined && !hasTwo) return 'high';
  return tier.withinMs !== undefined && kind !== 'forecast' ? 'withinMs' : undefined;
}

/** Which of two conditions of one kind is violated first. */
function compare(one: Condition, two: Condition): 'graver' | 'equal' | 'milder' {
  const [lowOne, highOne] = reach(one);
  const [lowTwo, highTwo] = reach(two);
  if (lowTwo > lowOne || highTwo < highOne) return 'milder';
  return lowTwo < lowOne || highTwo > highOne ? 'graver' : 'equal';
}

/** Inside of these it is not violated; the time of a forecast counts the other way. */
function reach(condition: Condition): [low: number, high: number] {
  switch (condition.kind) {
    case 'above':
      return [-Infinity, condition.threshold];
    case 'below':
      return [condition.threshold, Infinity];
    case 'outside':
      return [condition.low, condition.high];
    case 'rate':
      return [-Infinity, condition.above];
    case 'forecast':
      return [-Infinity, -condition.withinMs];
    case 'ratio':
    case 'group_median':
      return [condition.below ?? -Infinity, condition.above ?? Infinity];
    default:
      return [0, 0];
  }
}

function recoverySide(condition: Condition): { below: boolean; limit: number } | undefined {
  switch (condition.kind) {
    case 'above':
      return { below: true, limit: condition.threshold };
    case 'below':
      return { below: false, limit: condition.threshold };
    case 'rate':
      return { below: true, limit: condition.above };
    case 'forecast':
      return { below: condition.from === 'below', limit: condition.reaches };
    case 'ratio':
    case 'group_median': {
      const { below, above } = condition;
      if (below !== undefined && above !== undefined) return undefined;
      if (above !== undefined) return { below: true, limit: above };
      return below === undefined ? undefined : { below: false, limit: below };
    }
    default:
      return undefined;
  }
}
