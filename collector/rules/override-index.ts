import { labelsKey, resolveThreshold } from '#collector/thresholds/resolve-threshold.ts';
import type { Rule } from '#protocol/rule.ts';
import type { Labels } from '#protocol/sample.ts';
import type { Threshold, ThresholdValues } from '#protocol/threshold.ts';

const NOTHING: ThresholdValues = {};

/** The thresholds that people have set, found by rule and place. */
export class OverrideIndex {
  readonly #all: readonly Threshold[];
  /** By rule, then by target, group, or organisation. */
  readonly #byRule = new Map<string, Map<string, Threshold[]>>();

  constructor(all: readonly Threshold[]) {
    this.#all = all;
    for (const each of all) {
      const places = this.#byRule.get(each.rule) ?? new Map<string, Threshold[]>();
      this.#byRule.set(each.rule, places);
      const place = each.subject || each.organisation;
      places.set(place, [...(places.get(place) ?? []), each]);
    }
  }

  /** The values that apply to a series of a rule; the same empty object where nobody has set any. */
  valuesFor(
    rule: Rule,
    organisation: string,
    target: string,
    labels: Labels,
    groups: readonly { id: string; size: number }[],
  ): ThresholdValues {
    const places = this.#byRule.get(rule.id);
    if (!places) return NOTHING;
    const found = [...(places.get(organisation) ?? []), ...(places.get(target) ?? [])];
    for (const { id } of groups) found.push(...(places.get(id) ?? []));
    if (found.length === 0) return NOTHING;
    return resolveThreshold(rule, { organisation, target, labels, groups }, found).values;
  }

  /** Those that differ between the two. */
  differences(other: OverrideIndex): Threshold[] {
    const here = new Map(this.#all.map((each) => [keyOf(each), each]));
    const there = new Map(other.#all.map((each) => [keyOf(each), each]));
    return [
      ...this.#all.filter((each) => !there.has(keyOf(each))),
      ...other.#all.filter((each) => !here.has(keyOf(each))),
    ];
  }

  /** Rules that say something of one of these groups. */
  *rulesOf(groups: ReadonlySet<string>): Generator<string> {
    for (const { rule, level, subject } of this.#all) {
      if (level === 'group' && groups.has(subject)) yield rule;
    }
  }

  toJSON(): readonly Threshold[] {
    return this.#all;
  }
}

function keyOf({ rule, level, organisation, subject, labels, values }: Threshold): string {
  return JSON.stringify([rule, level, organisation, subject, labelsKey(labels), values]);
}
