import { withValues } from '#collector/thresholds/with-values.ts';
import { type CompiledRule, compileRule } from '#judging/compile-rule.ts';
import { underLimits } from '#judging/device-limits.ts';
import { compileMember } from '#judging/members.ts';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { Rule, RuleRevision } from '#protocol/rule.ts';
import type { ThresholdValues } from '#protocol/threshold.ts';

/** Limits of devices, and other thresholds, that one rule remembers; a page holds what it needs itself. */
const MAX_REMEMBERED = 2_000;

/** A rule in force, and what it compiles to for each interval. */
export interface RuleInForce extends RuleRevision {
  /** Text that is equal exactly when two revisions judge a value alike; limits of devices stand in none. */
  judgesBy: string;
  /** `member`: it only keeps the newest value, which is judged with those of the group. */
  role: 'own' | 'member';
  compiled(intervalMs: number): CompiledRule;
  /** The rule on a series for which the device gives limits: `rule` is then what it is judged by and shown as. */
  under(limits: DeviceLimits | undefined): RuleInForce;
  /** The rule where people have set other values; the same object for the same values. */
  with(values: ThresholdValues): RuleInForce;
  /** The rule on the members of the group that it is about. */
  asMember(): RuleInForce;
}

/** Makes a rule one that judges. */
export function inForce({ rule, revision }: RuleRevision): RuleInForce {
  const byLimits = remembering((limits: DeviceLimits) => {
    const judged = underLimits(rule, limits);
    return { ...judging(judged, revision), judgesBy: own.judgesBy, under: own.under };
  });
  const byValues = remembering((values: ThresholdValues) =>
    inForce({ rule: withValues(rule, values), revision }),
  );
  let member: RuleInForce | undefined;
  const own: RuleInForce = {
    ...judging(rule, revision),
    under: (limits) =>
      limits && rule.deviceLimits
        ? byLimits(`${limits.low} ${limits.high} ${limits.criticalLow} ${limits.criticalHigh}`, limits)
        : own,
    with: (values) => (Object.keys(values).length === 0 ? own : byValues(JSON.stringify(values), values)),
    asMember() {
      member ??= memberOf(own);
      return member;
    },
  };
  return own;
}

function judging(rule: Rule, revision: number): RuleInForce {
  const made: RuleInForce = {
    rule,
    revision,
    judgesBy: judgesBy(rule),
    role: 'own',
    compiled: remembered((intervalMs) => compileRule(rule, intervalMs)),
    under: () => made,
    with: () => made,
    asMember: () => made,
  };
  return made;
}

function memberOf(own: RuleInForce): RuleInForce {
  const member: RuleInForce = {
    ...own,
    role: 'member',
    // Whether its values or its presence are kept, and nothing else, makes a difference to what is kept.
    judgesBy: `member ${own.rule.condition.kind === 'count' && own.rule.condition.each.kind === 'absent'}`,
    compiled: remembered((intervalMs) => compileMember(own.rule, intervalMs)),
    under: () => member,
    asMember: () => member,
  };
  return member;
}

function remembered(make: (intervalMs: number) => CompiledRule): (intervalMs: number) => CompiledRule {
  const byInterval = new Map<number, CompiledRule>();
  return (intervalMs) => {
    const known = byInterval.get(intervalMs);
    if (known) return known;
    const made = make(intervalMs);
    byInterval.set(intervalMs, made);
    return made;
  };
}

function remembering<Wanted>(
  make: (wanted: Wanted) => RuleInForce,
): (key: string, wanted: Wanted) => RuleInForce {
  const byKey = new Map<string, RuleInForce>();
  return (key, wanted) => {
    const known = byKey.get(key);
    if (known) return known;
    if (byKey.size >= MAX_REMEMBERED) byKey.clear();
    const made = make(wanted);
    byKey.set(key, made);
    return made;
  };
}

function judgesBy({ condition, recoveryThreshold, deviceLimits, severity }: Rule): string {
  const fields = Object.entries(condition).sort(([a], [b]) => (a < b ? -1 : 1));
  const limits = deviceLimits ? (severity === 'critical' ? 'critical' : 'warning') : null;
  return JSON.stringify([fields, recoveryThreshold ?? null, limits]);
}
