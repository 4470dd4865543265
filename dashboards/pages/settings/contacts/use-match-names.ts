import { useMemo } from 'preact/hooks';
import type { GroupsAnswer } from '../../../api/contacts.ts';
import { getAll } from '../../../api/lists.ts';
import type { Choice } from '../../../ui/choose-many.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { useLoad } from '../../../ui/use-load.ts';
import type { MatchNames } from './match-text.ts';

/** What a match can name, for choosing and for saying it. */
export interface MatchWorld extends MatchNames {
  targets: readonly Choice[];
  groups: readonly Choice[];
  rules: readonly Choice[];
}

const NO_GROUPS: readonly Choice[] = [];

/** Targets and rules as the pages know them, and groups, which are read when the page opens. */
export function useMatchWorld(): MatchWorld {
  const { api, fleet, rules: book } = useWard();
  const { formats } = useText();
  const machines = fleet.machines.value;
  const entries = book.entries.value;
  const { language } = formats;
  const { value: groups = NO_GROUPS } = useLoad(async () => {
    const all = await getAll(api, 'groups', (answer: GroupsAnswer) => answer.groups);
    return all.map(({ group }): Choice => ({ value: group.id, text: group.name }));
  }, []);
  return useMemo(() => {
    const targets = machines.map(
      ({ target }): Choice => ({ value: target.id, text: target.name, detail: target.address }),
    );
    const rules = entries.map(({ rule }): Choice => ({ value: rule.id, text: rule.name[language] }));
    const namesOf = (choices: readonly Choice[]) => {
      const byId = new Map(choices.map(({ value, text }) => [value, text]));
      return (id: string) => byId.get(id) ?? id;
    };
    // A rule about a group fires for the group, which stands among the targets then.
    return {
      targets,
      groups,
      rules,
      target: namesOf([...groups, ...targets]),
      group: namesOf(groups),
      rule: namesOf(rules),
    };
  }, [machines, entries, groups, language]);
}
