import type { MetricDefinition } from '#protocol/metric.ts';
import { compileExpression, type Expression } from '../expression/expression.ts';
import type { ReadingRule, Section } from '../profile.ts';
import type { ResolvedProfile } from '../profile-set.ts';
import { cellTypes } from '../section-cells.ts';
import { compileTemplate, type Template } from '../template.ts';
import { type CellReader, cellReader } from './cell-reader.ts';

/** A section ready to be applied. Made once for a profile, shared by all devices of the family. */
export interface SectionPlan {
  section: Section;
  cells: readonly { name: string; reader: CellReader }[];
  /** Slots of `needs`. */
  needs: readonly number[];
  where: Expression | undefined;
  /** Readings with the same labels stand together: a row's labels are made once for all of them. */
  labelled: readonly LabelledReadings[];
  facts: readonly { kind: string; key: string; fields: readonly (readonly [string, Template])[] }[];
}

export interface LabelledReadings {
  labels: readonly LabelPlan[];
  readings: readonly ReadingPlan[];
}

export interface LabelPlan {
  name: string;
  template: Template;
}

export interface ReadingPlan {
  metric: MetricDefinition;
  value: Expression;
  where: Expression | undefined;
  limits: readonly (readonly [LimitName, Expression])[];
  aggregate: ReadingRule['aggregate'];
}

export type LimitName = 'low' | 'high' | 'criticalLow' | 'criticalHigh';

const plans = new WeakMap<ResolvedProfile, readonly SectionPlan[]>();

/** The sections of a checked profile. */
export function sectionPlans(profile: ResolvedProfile): readonly SectionPlan[] {
  const known = plans.get(profile);
  if (known !== undefined) return known;
  const made = profile.sections.map((section) => sectionPlan(section, profile.definitions));
  plans.set(profile, made);
  return made;
}

/** Compiles one section; throws where `checkProfile` would have complained. */
export function sectionPlan(
  section: Section,
  definitions: ReadonlyMap<string, MetricDefinition>,
): SectionPlan {
  const types = cellTypes(section);
  const names = [...types.keys()];
  const slotOf = (name: string) => types.get(name)?.slot;
  const compile = (text: string, words?: readonly string[]) => compileExpression(text, types, words);
  const template = (text: string) => compileTemplate(text, slotOf, names);

  return {
    section,
    cells: Object.entries(section.read).map(([name, cell]) => ({ name, reader: cellReader(cell) })),
    needs: (section.needs ?? []).map((name) => slotOf(name) as number),
    where: section.where === undefined ? undefined : compile(section.where),
    labelled: labelled(),
    facts: section.facts.map(({ kind, key, fields }) => ({
      kind,
      key,
      fields: Object.entries(fields).map(([name, text]) => [name, template(text)] as const),
    })),
  };

  function labelled(): LabelledReadings[] {
    const groups = new Map<string, { labels: LabelPlan[]; readings: ReadingPlan[] }>();
    for (const rule of section.readings) {
      const metric = definitions.get(rule.metric);
      if (metric === undefined) throw new Error(`there is no metric ${rule.metric}`);
      const texts = metric.labels.map((name) => [name, rule.labels[name] ?? ''] as const);
      // Readings of other metrics under another condition are of other rows: the input and the output of line 1.
      const isOnce = section.readings.filter(({ metric }) => metric === rule.metric).length === 1;
      const key = JSON.stringify([texts, rule.aggregate !== undefined, isOnce && rule.where]);
      const group = groups.get(key) ?? {
        labels: texts.map(([name, text]) => ({ name, template: template(text) })),
        readings: [],
      };
      group.readings.push(readingPlan(rule, metric));
      groups.set(key, group);
    }
    return [...groups.values()];
  }

  function readingPlan(rule: ReadingRule, metric: MetricDefinition): ReadingPlan {
    const { low, high, critical_low, critical_high } = rule.limits ?? {};
    const limits = { low, high, criticalLow: critical_low, criticalHigh: critical_high };
    return {
      metric,
      value: compile(rule.value, metric.states && Object.keys(metric.states)),
      where: rule.where === undefined ? undefined : compile(rule.where),
      limits: Object.entries(limits).flatMap(([name, text]) =>
        text === undefined ? [] : [[name as LimitName, compile(text)] as const],
      ),
      aggregate: rule.aggregate,
    };
  }
}
