import type { Groups } from '#collector/groups/groups.ts';
import type { RulesBody } from '#collector/journal/control-bodies.ts';
import type { Thresholds } from '#collector/thresholds/thresholds.ts';
import type { RulesRepository } from './rules-repository.ts';

/** Where rules, thresholds and groups are kept. */
export interface RulesSources {
  rules: Pick<RulesRepository, 'inForce'>;
  thresholds: Pick<Thresholds, 'all'>;
  groups: Pick<Groups, 'withMembers'>;
}

/** Everything that judging goes by now, as the journal carries it: only groups that a rule or a threshold names. */
export async function rulesBody({ rules, thresholds, groups }: RulesSources): Promise<Required<RulesBody>> {
  const set = await thresholds.all();
  const somewhere = set.filter(({ values }) => values.enabled === true).map(({ rule }) => rule);
  const { revision, rules: all } = await rules.inForce(new Set(somewhere));
  const ids = new Set(all.map(({ rule }) => rule.id));
  const inForce = set.filter(({ rule }) => ids.has(rule));
  const named = [
    ...all.flatMap(({ rule }) => rule.watch.groups),
    ...inForce.filter(({ level }) => level === 'group').map(({ subject }) => subject),
  ];
  return { revision, rules: all, thresholds: inForce, groups: groups.withMembers(named) };
}
