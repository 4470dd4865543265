import { isGroupId } from '#collector/groups/members.ts';
import type { RulesBody } from '#collector/journal/control-bodies.ts';
import { isLeftToOthers, watches } from '#judging/watches.ts';
import type { Labels } from '#protocol/sample.ts';
import { GroupPlaces } from './group-places.ts';
import { OverrideIndex } from './override-index.ts';
import { RuleChanges } from './rule-changes.ts';
import { inForce, type RuleInForce } from './rule-in-force.ts';

interface Series {
  metric: string;
  labels: Labels;
}

/** The enabled rules, found by the metric they watch, with the thresholds and groups that they are judged by. */
export class RulesInForce {
  readonly revision: number;
  readonly groups: GroupPlaces;
  readonly #overrides: OverrideIndex;
  readonly #byId = new Map<string, RuleInForce>();
  /** By metric those that name no targets, and by metric and target those that do. */
  readonly #open = new Map<string, RuleInForce[]>();
  readonly #naming = new Map<string, RuleInForce[]>();

  constructor({ revision, rules, thresholds = [], groups = [] }: RulesBody) {
    this.revision = revision;
    this.groups = new GroupPlaces(groups);
    this.#overrides = new OverrideIndex(thresholds);
    for (const each of rules) {
      const rule = inForce(each);
      // One that is turned off may be turned on for one place.
      this.#byId.set(rule.rule.id, rule);
      const { metric, targets } = rule.rule.watch;
      if (targets.length === 0) add(this.#open, metric, rule);
      else for (const target of new Set(targets)) add(this.#naming, `${metric} ${target}`, rule);
    }
  }

  /** The rule as it is written, without what was set for any place. */
  byId(id: string): RuleInForce | undefined {
    return this.#byId.get(id);
  }

  get all(): Iterable<RuleInForce> {
    return this.#byId.values();
  }

  /** The rule as it judges this series of a target, or a group; otherwise why it does not. */
  on(
    id: string,
    organisation: string,
    target: string,
    series: Series,
  ): RuleInForce | 'rule_removed' | 'rule_changed' {
    const rule = this.#byId.get(id);
    if (!rule) return 'rule_removed';
    const isWatched = isGroupId(target)
      ? rule.rule.condition.kind === 'count' && this.groups.isAbout(rule.rule, organisation, target)
      : this.#watches(rule, organisation, target, series);
    if (!isWatched) return 'rule_changed';
    return this.#effective(rule, organisation, target, series.labels) ?? 'rule_removed';
  }

  /** Those that watch this series among the columns of its schema, as they judge it. */
  *watching(
    organisation: string,
    target: string,
    series: Series,
    columns: readonly Series[],
  ): Generator<RuleInForce> {
    const open = this.#open.get(series.metric) ?? NONE;
    const naming = this.#naming.get(`${series.metric} ${target}`) ?? NONE;
    for (const rule of naming.length === 0 ? open : [...open, ...naming]) {
      if (!this.#watches(rule, organisation, target, series)) continue;
      if (isLeftToOthers(rule.rule, series, columns)) continue;
      const effective = this.#effective(rule, organisation, target, series.labels);
      if (effective) yield effective;
    }
  }

  /** What has changed since the other. */
  changesFrom(other: RulesInForce): RuleChanges {
    return new RuleChanges(other.#compared(), this.#compared());
  }

  /** As `CONTROL.rules` carries them. */
  toJSON(): Required<RulesBody> {
    const rules = [...this.#byId.values()].map(({ rule, revision }) => ({ rule, revision }));
    return {
      revision: this.revision,
      rules,
      thresholds: this.#overrides.toJSON(),
      groups: this.groups.toJSON(),
    };
  }

  #watches({ rule }: RuleInForce, organisation: string, target: string, series: Series): boolean {
    return watches(rule, organisation, target, series, (group) => this.groups.has(group, target));
  }

  #effective(
    asWritten: RuleInForce,
    organisation: string,
    target: string,
    labels: Labels,
  ): RuleInForce | undefined {
    const isGroup = isGroupId(target);
    const places = isGroup ? [{ id: target, size: 0 }] : this.groups.of(target);
    const values = this.#overrides.valuesFor(asWritten.rule, organisation, target, labels, places);
    const rule = asWritten.with(values);
    if (!rule.rule.enabled) return undefined;
    return rule.rule.condition.kind === 'count' && !isGroup ? rule.asMember() : rule;
  }

  #compared() {
    return { rules: this.#byId, overrides: this.#overrides, groups: this.groups };
  }
}

const NONE: readonly RuleInForce[] = [];

function add(rules: Map<string, RuleInForce[]>, key: string, rule: RuleInForce): void {
  const known = rules.get(key);
  if (known) known.push(rule);
  else rules.set(key, [rule]);
}
