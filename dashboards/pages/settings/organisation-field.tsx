import { useText, useWard } from '../../ui/context.ts';
import { SelectField } from '../../ui/field.tsx';
import { ownOrganisation } from './own-organisation.ts';

/** The organisations that the person can put something into, `*` among them for who may everywhere. */
export function useOrganisations() {
  const { session } = useWard();
  const { words } = useText();
  const current = session.current.value;
  const known = current.state === 'in' ? current.session.organisations : [];
  const own = ownOrganisation(session);
  const everywhere = { value: '*', text: words.contacts.everywhere };
  return {
    /** With one organisation there is nothing to choose between. */
    several: known.length > 1,
    /** Where something new belongs. */
    own,
    choices: [
      ...(own === '*' ? [everywhere] : []),
      ...known.map(({ id, name }) => ({ value: id, text: name })),
    ],
    nameOf: (id: string) =>
      id === '*' ? everywhere.text : (known.find((each) => each.id === id)?.name ?? id),
    /** True when the person may change what belongs to it. */
    isOwn: (id: string) => own === '*' || (id !== '*' && known.some((each) => each.id === id)),
  };
}

/** To which organisation something belongs; nothing to choose, nothing shown. */
export function OrganisationField({ value, onChange }: { value: string; onChange(value: string): void }) {
  const { words } = useText();
  const { choices, nameOf, own, several } = useOrganisations();
  if (!several && value === own) return null;
  const all = choices.some((choice) => choice.value === value)
    ? choices
    : [...choices, { value, text: nameOf(value) }];
  return <SelectField label={words.contacts.organisation} value={value} choices={all} onChoose={onChange} />;
}
