import type { GroupPlaces } from './group-places.ts';
import type { OverrideIndex } from './override-index.ts';
import type { RuleInForce } from './rule-in-force.ts';

/** Everything that is in force, as far as two of it are compared. */
export interface Compared {
  rules: ReadonlyMap<string, RuleInForce>;
  overrides: OverrideIndex;
  groups: GroupPlaces;
}

/** What is looked through for a page: whose it is, and whether it has a series of one of these metrics. */
export interface ComparedPage {
  readonly organisation: string;
  readonly target: string;
  carriesAny(metrics: ReadonlySet<string>): boolean;
}

/** Which pages have to be laid out anew: those with a metric of a rule that judges otherwise there. */
export class RuleChanges {
  readonly #everywhere = new Set<string>();
  /** By target, group or organisation. */
  readonly #places = new Map<string, Set<string>>();

  constructor(before: Compared, now: Compared) {
    this.#compareRules(before, now);
    for (const { rule, level, organisation, subject } of now.overrides.differences(before.overrides)) {
      const metric = (now.rules.get(rule) ?? before.rules.get(rule))?.rule.watch.metric;
      if (metric === undefined) continue;
      if (level === 'organisation') this.#add(organisation, metric);
      else this.#add(subject, metric);
      if (level === 'group') this.#addMembers(subject, metric, before, now);
    }
    this.#compareGroups(before, now);
  }

  concerns(page: ComparedPage): boolean {
    const { organisation, target } = page;
    return (
      (this.#everywhere.size > 0 && page.carriesAny(this.#everywhere)) ||
      this.#carries(page, target) ||
      this.#carries(page, organisation)
    );
  }

  #carries(page: ComparedPage, place: string): boolean {
    const metrics = this.#places.get(place);
    return metrics !== undefined && page.carriesAny(metrics);
  }

  #compareRules(before: Compared, now: Compared): void {
    for (const id of new Set([...before.rules.keys(), ...now.rules.keys()])) {
      const one = before.rules.get(id);
      const other = now.rules.get(id);
      if (one?.revision === other?.revision) continue;
      for (const changed of [one, other]) if (changed) this.#addRule(changed, before, now);
    }
  }

  /** A rule that names targets or groups has nothing to do with other pages. */
  #addRule({ rule }: RuleInForce, before: Compared, now: Compared): void {
    const { metric, targets, groups } = rule.watch;
    if (targets.length > 0) for (const target of targets) this.#add(target, metric);
    else if (groups.length > 0) for (const group of groups) this.#addMembers(group, metric, before, now);
    else if (rule.organisation !== '*') this.#add(rule.organisation, metric);
    else this.#everywhere.add(metric);
  }

  /** Who comes into a group or leaves it changes its size, and with it which of two groups wins for the others. */
  #compareGroups(before: Compared, now: Compared): void {
    const changed = new Set<string>();
    for (const id of new Set([...before.groups.ids, ...now.groups.ids])) {
      if (!isSame(before.groups.members(id), now.groups.members(id))) changed.add(id);
    }
    if (changed.size === 0) return;
    for (const { rules, overrides } of [before, now]) {
      for (const { rule } of rules.values()) {
        const watched = rule.watch.groups.filter((id) => changed.has(id));
        for (const id of watched) this.#addMembers(id, rule.watch.metric, before, now);
      }
      for (const id of new Set(overrides.rulesOf(changed))) {
        const metric = rules.get(id)?.rule.watch.metric;
        if (metric === undefined) continue;
        for (const group of changed) this.#addMembers(group, metric, before, now);
      }
    }
  }

  #addMembers(group: string, metric: string, before: Compared, now: Compared): void {
    this.#add(group, metric);
    for (const { groups } of [before, now]) {
      for (const target of groups.members(group)) this.#add(target, metric);
    }
  }

  #add(place: string, metric: string): void {
    const metrics = this.#places.get(place);
    if (metrics) metrics.add(metric);
    else this.#places.set(place, new Set([metric]));
  }
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}
