import { useState } from 'preact/hooks';
import type { Team } from '#protocol/contact.ts';
import type { TeamEntry } from '../../../api/contacts.ts';
import { ChooseMany } from '../../../ui/choose-many.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { OrganisationField, useOrganisations } from '../organisation-field.tsx';
import { browserRandom, newId } from './new-id.ts';
import { SaveFoot } from './save-foot.tsx';
import { choicesOf, fitting, type Told } from './use-people.ts';

/** Contacts that are told together: new, or changed. */
export function TeamDialog(options: {
  told: Told;
  before: TeamEntry | undefined;
  onSaved(name: string): void;
  onClose(): void;
}) {
  const { told, before, onSaved, onClose } = options;
  const { api } = useWard();
  const { words } = useText();
  const text = words.contacts.people;
  const { own } = useOrganisations();
  const [draft, setDraft] = useState<Omit<Team, 'id'>>(() => {
    const { organisation = own, name = '', contacts = [], channels = [] } = before ?? {};
    return { organisation, name, contacts, channels };
  });
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useChange();
  const change = (fresh: Partial<typeof draft>) => setDraft((now) => ({ ...now, ...fresh }));
  const name = draft.name.trim();

  function submit(event: Event): void {
    event.preventDefault();
    setTried(true);
    if (!name) return;
    const id = before?.id ?? newId(name, new Set(told.teams.map((team) => team.id)), browserRandom);
    void run(
      () => api.send('PUT', `teams/${id}`, { ...draft, name }),
      () => onSaved(name),
    );
  }

  return (
    <Dialog title={before ? text.editTitle(before.name) : text.addTeam} wide onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <div class="form-grid">
          <TextField
            label={text.name}
            value={draft.name}
            autofocus
            maxLength={120}
            error={tried && !name ? words.contacts.required : undefined}
            onInput={(typed) => change({ name: typed })}
          />
          <OrganisationField
            value={draft.organisation}
            onChange={(organisation) => change({ organisation })}
          />
        </div>
        <ChooseMany
          label={text.members}
          choices={choicesOf(fitting(told.contacts, draft.organisation))}
          value={draft.contacts}
          onChange={(contacts) => change({ contacts })}
        />
        <ChooseMany
          label={text.teamChannels}
          hint={text.teamChannelsHint}
          choices={fitting(told.channels, draft.organisation).map((channel) => ({
            value: channel.name,
            text: channel.enabled ? channel.name : text.off(channel.name),
          }))}
          value={draft.channels}
          onChange={(channels) => change({ channels })}
        />
        <SaveFoot isNew={!before} busy={busy} error={error} onClose={onClose} />
      </form>
    </Dialog>
  );
}
