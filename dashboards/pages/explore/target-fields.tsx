import { useMemo } from 'preact/hooks';
import type { TargetFilter } from '#protocol/explore.ts';
import type { GroupsAnswer } from '../../api/contacts.ts';
import { getAll } from '../../api/lists.ts';
import { type Choice, ChooseMany } from '../../ui/choose-many.tsx';
import { useText, useWard } from '../../ui/context.ts';
import { TextField } from '../../ui/field.tsx';
import { useLoad } from '../../ui/use-load.ts';
import { kindText } from '../../words/words.ts';

/** Which targets are meant: each field that is not empty must hold. */
export function TargetFields(options: {
  value: TargetFilter;
  variables: readonly string[];
  onChange(value: TargetFilter): void;
}) {
  const { value, variables, onChange } = options;
  const { words } = useText();
  const text = words.explore;
  const choices = useTargetChoices();
  const named = variables.map((name) => ({ value: name, text: name }));
  const fields = [
    ['ids', text.targets, choices.targets],
    ['kinds', text.kinds, choices.kinds],
    ['organisations', text.organisations, choices.organisations],
    ['groups', text.groups, choices.groups],
    ['rooms', text.rooms, choices.rooms],
  ] as const;
  return (
    <fieldset class="target-fields">
      <legend>{text.targets}</legend>
      {fields
        .filter(
          ([name, , known]) => known.length + named.length > 1 || value[name].length > 0 || name === 'ids',
        )
        .map(([name, label, known]) => (
          <ChooseMany
            key={name}
            label={label}
            value={value[name]}
            choices={[...named, ...known]}
            placeholder={text.anything}
            onChange={(chosen) => onChange({ ...value, [name]: chosen })}
          />
        ))}
      <TextField
        label={text.nameLike}
        value={value.nameLike}
        maxLength={200}
        onInput={(nameLike) => onChange({ ...value, nameLike })}
      />
    </fieldset>
  );
}

/** What targets can be chosen by, from what the pages know already; groups are asked for. */
export function useTargetChoices(): Record<
  'targets' | 'kinds' | 'organisations' | 'groups' | 'rooms',
  Choice[]
> {
  const { api, fleet, session } = useWard();
  const { words } = useText();
  const machines = fleet.machines.value;
  const current = session.current.value;
  const { value: groups } = useLoad(() => getAll(api, 'groups', (answer: GroupsAnswer) => answer.groups), []);
  return useMemo(() => {
    const organisations = current.state === 'in' ? current.session.organisations : [];
    const of = (key: 'kind' | 'room') =>
      [...new Set(machines.map(({ target }) => target[key]))].filter(Boolean).sort();
    return {
      targets: machines.map(({ target: { id, name, address } }) => ({
        value: id,
        text: name,
        detail: address,
      })),
      kinds: of('kind').map((value) => ({ value, text: kindText(words, value) })),
      rooms: of('room').map((value) => ({ value, text: value })),
      organisations: organisations.map(({ id, name }) => ({ value: id, text: name })),
      groups: (groups ?? []).map(({ group }) => ({ value: group.id, text: group.name })),
    };
  }, [machines, current, groups, words]);
}
