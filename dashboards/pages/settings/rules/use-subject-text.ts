import { useText, useWard } from '../../../ui/context.ts';
import { labelText } from '../../../words/alert-text.ts';
import { useMatchWorld } from '../contacts/use-match-names.ts';

/** What people call a series, or a group that is judged as one: `web-1 /data`. */
export function useSubjectText() {
  const { fleet } = useWard();
  const { words } = useText();
  const world = useMatchWorld();
  return ({ target, labels }: { target: string; labels: Readonly<Record<string, string>> }): string => {
    const name = target.startsWith('group-')
      ? groupText(target)
      : (fleet.machine(target)?.target.name ?? target);
    return [name, labelText(labels, words)].filter(Boolean).join(' ');
  };

  /** Of the groups that a rule can be judged for, the one of all targets alone has no name. */
  function groupText(id: string): string {
    const name = world.group(id);
    return name === id && id.startsWith('group-all-')
      ? words.settings.rules.scopeAll
      : words.trials.group(name);
  }
}
