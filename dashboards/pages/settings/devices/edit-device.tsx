import { useState } from 'preact/hooks';
import type { CatalogueEntry } from '#protocol/probe-catalogue.ts';
import { getAll } from '../../../api/lists.ts';
import type {
  CredentialEntry,
  CredentialsAnswer,
  Device,
  PollEntry,
  ProbesAnswer,
} from '../../../api/polling.ts';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { CheckField, SelectField, TextField } from '../../../ui/field.tsx';
import { FormFoot } from '../../../ui/form-foot.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { kindText, probeText } from '../../../words/words.ts';
import { useYaml, type Yaml } from '../form/use-yaml.ts';
import { draftOf, isInterval, type PollDraft, pollChanges, targetChange } from './device-draft.ts';
import { DEVICE_KINDS } from './kinds.ts';
import { pollBody, pollPath } from './poll-body.ts';
import { PollSettings } from './poll-settings.tsx';

const NOTHING: { credentials: CredentialEntry[]; probes: CatalogueEntry[] } = { credentials: [], probes: [] };

/** Changes what people call a device, where it is, and how it is asked. */
export function EditDevice(options: { device: Device; onSaved(name: string): void; onClose(): void }) {
  const { device, onSaved, onClose } = options;
  const { api, session } = useWard();
  const { words } = useText();
  const text = words.devices;
  const [draft, setDraft] = useState(() => draftOf(device));
  const { busy, error, run } = useChange();
  const mayRead = session.can('credentials.read');
  const yaml = useYaml();
  const { value: { credentials, probes } = NOTHING } = useLoad(
    async (signal) => {
      const { probes: all } = await api.get<ProbesAnswer>('probes', {}, signal);
      const kept = mayRead
        ? await getAll(api, 'credentials', (answer: CredentialsAnswer) => answer.credentials)
        : [];
      return { credentials: kept, probes: all };
    },
    [mayRead],
  );
  const isWhole =
    draft.name.trim() !== '' &&
    draft.polls.every(({ seconds, isFaulty }) => isInterval(seconds) && !isFaulty);
  const kinds = [...new Set([device.kind, ...DEVICE_KINDS])];
  const byFile = device.polls.filter((poll) => poll.byFile);

  function save(event: Event): void {
    event.preventDefault();
    if (!isWhole) return;
    void run(
      async () => {
        const change = targetChange(device, draft);
        if (change) await api.send('PATCH', `targets/${encodeURIComponent(device.id)}`, change);
        for (const { poll, change: changed } of pollChanges(device, draft))
          await api.send('PUT', pollPath(device.id, poll.probe), pollBody(poll, changed));
      },
      () => onSaved(draft.name.trim()),
    );
  }

  return (
    <Dialog title={text.editTitle(device.name)} wide onClose={onClose}>
      <form onSubmit={save} noValidate>
        <div class="form-grid">
          <TextField
            label={text.name}
            value={draft.name}
            autofocus
            error={draft.name.trim() ? undefined : text.required}
            onInput={(name) => setDraft({ ...draft, name })}
          />
          <SelectField
            label={text.kind}
            value={draft.kind}
            choices={kinds.map((value) => ({ value, text: kindText(words, value) }))}
            onChoose={(kind) => setDraft({ ...draft, kind })}
          />
          <TextField
            label={text.address}
            value={draft.address}
            onInput={(address) => setDraft({ ...draft, address })}
          />
          <TextField
            label={text.zone}
            value={draft.zone}
            hint={text.zoneHint}
            onInput={(zone) => setDraft({ ...draft, zone })}
          />
        </div>
        {draft.polls.map((poll, at) => (
          <PollFields
            key={poll.probe}
            poll={poll}
            inForce={device.polls.find(({ probe }) => probe === poll.probe)}
            entry={probes.find(({ probe }) => probe === poll.probe)}
            yaml={yaml}
            credentials={mayRead ? credentials : undefined}
            onChange={(next) =>
              setDraft({ ...draft, polls: draft.polls.map((each, index) => (index === at ? next : each)) })
            }
          />
        ))}
        {byFile.map(({ probe }) => (
          <p key={probe} class="note">
            <strong>{probeText(words, probe)}</strong> {text.byFile}
          </p>
        ))}
        <FormFoot
          error={error}
          action={busy ? words.shell.common.saving : words.shell.common.save}
          disabled={busy || !isWhole}
          onClose={onClose}
        />
      </form>
    </Dialog>
  );
}

function PollFields(options: {
  poll: PollDraft;
  inForce: PollEntry | undefined;
  /** Undefined while the catalogue is read, and for a probe that it does not know. */
  entry: CatalogueEntry | undefined;
  yaml: Yaml | undefined;
  /** Undefined where the person may not see them: then they stay as they are. */
  credentials: readonly CredentialEntry[] | undefined;
  onChange(poll: PollDraft): void;
}) {
  const { poll, inForce, entry, yaml, credentials, onChange } = options;
  const { words } = useText();
  const text = words.devices;
  const kinds: readonly string[] = entry?.credentials ?? [poll.probe];
  const fitting = (credentials ?? []).filter(({ kind }) => kinds.includes(kind));
  return (
    <fieldset class="fieldset">
      <legend>{text.askBy(probeText(words, poll.probe))}</legend>
      <div class="form-grid">
        <TextField
          label={text.every}
          type="number"
          value={poll.seconds}
          hint={text.everyHint}
          error={isInterval(poll.seconds) ? undefined : text.everyBad}
          onInput={(seconds) => onChange({ ...poll, seconds })}
        />
        {credentials && fitting.length > 0 && (
          <SelectField
            label={text.credential}
            value={poll.credential}
            choices={[
              { value: '', text: text.noCredential },
              ...fitting.map(({ id, name }) => ({ value: id, text: name })),
            ]}
            onChoose={(credential) => onChange({ ...poll, credential })}
          />
        )}
      </div>
      {inForce && yaml && entry && (
        <PollSettings
          entry={entry}
          inForce={inForce.settings}
          yaml={yaml}
          onChange={(change) => onChange({ ...poll, ...change })}
        />
      )}
      <CheckField
        label={text.enabled}
        value={poll.enabled}
        onChange={(enabled) => onChange({ ...poll, enabled })}
      />
    </fieldset>
  );
}
