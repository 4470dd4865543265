import type { ResolvedThreshold } from '#collector/thresholds/resolve-threshold.ts';
import type { Alert } from '#protocol/alert.ts';
import type { Rule } from '#protocol/rule.ts';
import type { Why, WhyThreshold } from '#protocol/why.ts';

/** Values that are limits. */
const LIMIT_FIELDS: ReadonlySet<string> = new Set(['threshold', 'low', 'high']);

/** By which limit an alert was judged, and which level says so now. */
export function thresholdInForce(
  { threshold, severity }: Alert,
  { state, rule }: Why['rule'],
  resolved: ResolvedThreshold | undefined,
): WhyThreshold {
  const about = { value: threshold, severity };
  if (!rule || !resolved)
    return { ...about, level: null, sayings: [], missing: { code: 'rule_unknown', params: {} } };
  return {
    ...about,
    level: levelOf(rule, resolved),
    sayings: resolved.sayings,
    missing: state === 'in_force' ? null : { code: 'rule_not_as_it_was', params: { state } },
  };
}

/** The level whose limit a rule judges a series by. */
export function levelOf(rule: Rule, resolved: ResolvedThreshold): NonNullable<WhyThreshold['level']> {
  const decides = resolved.sayings.find(({ standings }) =>
    standings.some(({ field, standing }) => LIMIT_FIELDS.has(field) && standing === 'applies'),
  );
  const level = decides?.level ?? 'rule';
  const isMoved = JSON.stringify(resolved.rule.condition) !== JSON.stringify(rule.condition);
  return level === 'rule' && isMoved ? 'device' : level;
}
