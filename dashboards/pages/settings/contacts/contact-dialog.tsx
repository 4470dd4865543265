import { useState } from 'preact/hooks';
import type { ContactEntry } from '../../../api/contacts.ts';
import { routeTo } from '../../../state/route.ts';
import { ChooseMany } from '../../../ui/choose-many.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { CheckField, SelectField, TextField } from '../../../ui/field.tsx';
import { useChange } from '../../../ui/use-change.ts';
import type { Language } from '../../../words/language.ts';
import { OrganisationField, useOrganisations } from '../organisation-field.tsx';
import {
  type ContactDraft,
  contactBody,
  contactFaults,
  isContactWhole,
  newContact,
} from './contact-draft.ts';
import { HoursFields } from './hours-fields.tsx';
import { browserRandom, newId } from './new-id.ts';
import { SaveFoot } from './save-foot.tsx';
import { fitting, type Told } from './use-people.ts';

const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];

/** Somebody who can be told: new, or changed. */
export function ContactDialog(options: {
  told: Told;
  before: ContactEntry | undefined;
  onSaved(name: string): void;
  onClose(): void;
}) {
  const { told, before, onSaved, onClose } = options;
  const { api } = useWard();
  const { words, formats } = useText();
  const text = words.contacts.people;
  const { own } = useOrganisations();
  const [draft, setDraft] = useState<ContactDraft>(
    () => draftOf(before) ?? newContact(own, formats.language),
  );
  const [tried, setTried] = useState(false);
  const { busy, error, run } = useChange();
  const faults = contactFaults(draft, told.channels);
  const change = (fresh: Partial<ContactDraft>) => setDraft((now) => ({ ...now, ...fresh }));
  const said = (field: keyof typeof faults) => {
    const fault = tried ? faults[field] : undefined;
    return fault && text.faults[fault];
  };
  const reaching = fitting(told.channels, draft.organisation).filter(({ reaches }) => reaches !== null);

  function submit(event: Event): void {
    event.preventDefault();
    setTried(true);
    if (!isContactWhole(draft, faults)) return;
    const taken = new Set(told.contacts.map(({ id }) => id));
    const id = before?.id ?? newId(draft.name, taken, browserRandom);
    void run(
      () => api.send('PUT', `contacts/${id}`, contactBody(draft)),
      () => onSaved(draft.name.trim()),
    );
  }

  return (
    <Dialog title={before ? text.editTitle(before.name) : text.add} wide onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <div class="form-grid">
          <TextField
            label={text.name}
            value={draft.name}
            autofocus
            maxLength={120}
            error={said('name')}
            onInput={(name) => change({ name })}
          />
          <OrganisationField
            value={draft.organisation}
            onChange={(organisation) => change({ organisation })}
          />
          <TextField
            label={text.phone}
            value={draft.phone}
            error={said('phone')}
            onInput={(phone) => change({ phone })}
          />
          <TextField
            label={text.email}
            type="email"
            value={draft.email}
            error={said('email')}
            onInput={(email) => change({ email })}
          />
          <SelectField
            label={text.language}
            value={draft.language}
            choices={LANGUAGES.map((value) => ({ value, text: words.shell.languages[value] }))}
            onChoose={(language: Language) => change({ language })}
          />
          <TextField
            label={words.shell.common.optional(text.person)}
            value={draft.person}
            hint={text.personHint}
            suggestions={told.accounts}
            onInput={(person) => change({ person })}
          />
        </div>
        {reaching.length === 0 ? (
          <p class="note">
            {text.noReaching} <a href={routeTo('settings/channels', { add: '1' })}>{text.addReaching}</a>
          </p>
        ) : (
          <ChooseMany
            label={text.channelsOf}
            hint={text.channelsHint}
            choices={reaching.map(({ name, reaches, enabled }) => ({
              value: name,
              text: enabled ? name : text.off(name),
              detail: reaches === 'email' ? text.email : text.phone,
            }))}
            value={draft.channels}
            inOrder
            onChange={(channels) => change({ channels })}
          />
        )}
        <HoursFields
          label={text.hours}
          always={text.alwaysHint}
          value={draft.hours}
          onChange={(hours) => change({ hours })}
        />
        <div class="checks">
          {draft.hours.length > 0 && (
            <CheckField
              label={text.alwaysCritical}
              value={draft.alwaysCritical}
              onChange={(alwaysCritical) => change({ alwaysCritical })}
            />
          )}
          <CheckField
            label={text.enabled}
            value={draft.enabled}
            onChange={(enabled) => change({ enabled })}
          />
        </div>
        <SaveFoot isNew={!before} busy={busy} error={error} onClose={onClose} />
      </form>
    </Dialog>
  );
}

function draftOf(before: ContactEntry | undefined): ContactDraft | undefined {
  if (!before) return undefined;
  const { id: _id, changedBy: _by, changedAtMs: _at, ...draft } = before;
  return draft;
}
