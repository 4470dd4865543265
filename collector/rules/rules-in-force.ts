import { type CompiledRule, compileRule } from '#judging/compile-rule.ts';
import { underLimits } from '#judging/device-limits.ts';
import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { Rule, RuleRevision } from '#protocol/rule.ts';
import type { Labels } from '#protocol/sample.ts';
import { isLeftToOthers, watches } from './watches.ts';

/** Limits of devices that one rule remembers; a page holds what it needs itself. */
const MAX_REMEMBERED = 2_000;

/** A rule in force, and what it compiles to for each interval. */
export interface RuleInForce extends RuleRevision {
  /** Text that is equal exactly when two revisions judge a value alike; limits of devices stand in none. */
  judgesBy: string;
  compiled(intervalMs: number): CompiledRule;
  /** The rule on a series for which the device gives limits: `rule` is then what it is judged by and shown as. */
  under(limits: DeviceLimits | undefined): RuleInForce;
}

/** The enabled rules, found by the metric they watch. */
export class RulesInForce {
  readonly revision: number;
  readonly #byId = new Map<string, RuleInForce>();
  readonly #byMetric = new Map<string, RuleInForce[]>();

  constructor(revision: number, rules: readonly RuleRevision[]) {
    this.revision = revision;
    for (const each of rules) {
      if (!each.rule.enabled) continue;
      const rule = inForce(each);
      this.#byId.set(rule.rule.id, rule);
      const { metric } = rule.rule.watch;
      this.#byMetric.set(metric, [...(this.#byMetric.get(metric) ?? []), rule]);
    }
  }

  byId(id: string): RuleInForce | undefined {
    return this.#byId.get(id);
  }

  /** Those that watch this series among the columns of its schema. */
  *watching(
    organisation: string,
    target: string,
    series: { metric: string; labels: Labels },
    columns: readonly { metric: string; labels: Labels }[],
  ): Generator<RuleInForce> {
    for (const rule of this.#byMetric.get(series.metric) ?? []) {
      if (!watches(rule.rule, organisation, target, series)) continue;
      if (!isLeftToOthers(rule.rule, series, columns)) yield rule;
    }
  }

  /** Metrics whose rules differ between the two. */
  changedMetrics(other: RulesInForce): Set<string> {
    const metrics = new Set<string>();
    for (const [one, two] of [
      [this, other],
      [other, this],
    ]) {
      for (const [id, { revision, rule }] of one.#byId) {
        if (two.#byId.get(id)?.revision !== revision) metrics.add(rule.watch.metric);
      }
    }
    return metrics;
  }

  /** As `CONTROL.rules` carries them. */
  toJSON(): { revision: number; rules: RuleRevision[] } {
    const rules = [...this.#byId.values()].map(({ rule, revision }) => ({ rule, revision }));
    return { revision: this.revision, rules };
  }
}

function inForce({ rule, revision }: RuleRevision): RuleInForce {
  const asWritten = judging(rule, revision, judgesBy(rule), (limits) => {
    return limits && rule.deviceLimits ? remembered(limits) : asWritten;
  });
  const byLimits = new Map<string, RuleInForce>();
  return asWritten;

  function remembered(limits: DeviceLimits): RuleInForce {
    const key = `${limits.low} ${limits.high} ${limits.criticalLow} ${limits.criticalHigh}`;
    const known = byLimits.get(key);
    if (known) return known;
    if (byLimits.size >= MAX_REMEMBERED) byLimits.clear();
    const made = judging(underLimits(rule, limits), revision, asWritten.judgesBy, asWritten.under);
    byLimits.set(key, made);
    return made;
  }
}

function judging(rule: Rule, revision: number, judgesBy: string, under: RuleInForce['under']): RuleInForce {
  const byInterval = new Map<number, CompiledRule>();
  return {
    rule,
    revision,
    judgesBy,
    under,
    compiled(intervalMs) {
      const known = byInterval.get(intervalMs);
      if (known) return known;
      const compiled = compileRule(rule, intervalMs);
      byInterval.set(intervalMs, compiled);
      return compiled;
    },
  };
}

function judgesBy({ condition, recoveryThreshold, deviceLimits, severity }: Rule): string {
  const fields = Object.entries(condition).sort(([a], [b]) => (a < b ? -1 : 1));
  const limits = deviceLimits ? (severity === 'critical' ? 'critical' : 'warning') : null;
  return JSON.stringify([fields, recoveryThreshold ?? null, limits]);
}
