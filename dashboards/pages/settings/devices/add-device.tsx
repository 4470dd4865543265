import { useState } from 'preact/hooks';
import { getAll } from '../../../api/lists.ts';
import type { AskedAnswer, CredentialsAnswer, ZonesAnswer } from '../../../api/polling.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Dialog } from '../../../ui/dialog.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { kindText } from '../../../words/words.ts';
import {
  credentialFaults,
  credentialFields,
  newCredential,
  probeOf,
  WAYS,
  type Way,
} from './credential-draft.ts';
import { CredentialForm } from './credential-form.tsx';
import { ExplanationView } from './explanation-view.tsx';
import { DEVICE_KINDS } from './kinds.ts';

const NEW = '';

/** From an address to a watched device: ask what is there, look at the answer, have it watched. */
export function AddDevice({ onAdded, onClose }: { onAdded(name: string): void; onClose(): void }) {
  const { api, session } = useWard();
  const { words } = useText();
  const text = words.devices;
  const [address, setAddress] = useState('');
  const [zone, setZone] = useState('');
  const [draft, setDraft] = useState(newCredential);
  const [kept, setKept] = useState(NEW);
  const [profile, setProfile] = useState('');
  const [tried, setTried] = useState(false);
  const [answer, setAnswer] = useState<AskedAnswer>();
  const asking = useChange();
  const choices = useLoad(async (signal) => {
    const { zones } = await api.get<ZonesAnswer>('zones', {}, signal);
    const credentials = await getAll(api, 'credentials', (page: CredentialsAnswer) => page.credentials);
    return { zones: zones.map((each) => each.zone), credentials };
  }, []);

  const probe = probeOf(draft.way);
  const fitting = (choices.value?.credentials ?? []).filter(({ kind }) => kind === probe);
  const credential = fitting.find(({ id }) => id === kept);
  const mayKeep = session.can('credentials.write');
  const settings = { ...portOf(address), ...(probe === 'modbus' && { profile }) };
  const question = { zone, address: hostOf(address), probe, settings };

  function ask(event: Event): void {
    event.preventDefault();
    setTried(true);
    const faults = credential ? {} : credentialFaults(draft);
    if (!address.trim() || Object.keys(faults).length > 0) return;
    const opening = credential ? { credential: credential.id } : { fields: credentialFields(draft) };
    void asking.run(async () => {
      setAnswer(await api.send<AskedAnswer>('POST', 'recognise', { ...question, ...opening }));
    });
  }

  return (
    <Dialog title={text.addTitle} wide onClose={onClose}>
      <form onSubmit={ask} noValidate>
        <div class="form-grid">
          <TextField
            label={text.address}
            value={address}
            hint={text.addressHint}
            autofocus
            error={tried && !address.trim() ? text.required : undefined}
            onInput={(value) => {
              setAddress(value);
              setAnswer(undefined);
            }}
          />
          <SelectField
            label={text.way}
            value={draft.way}
            choices={WAYS.map((value) => ({ value, text: text.ways[value] }))}
            onChoose={(way: Way) => {
              setDraft({ ...draft, way });
              setKept(NEW);
              setAnswer(undefined);
            }}
          />
          {(choices.value?.zones.length ?? 0) > 1 && (
            <SelectField
              label={text.zone}
              value={zone}
              choices={(choices.value?.zones ?? []).map((value) => ({ value, text: value }))}
              onChoose={setZone}
            />
          )}
          {fitting.length > 0 && (
            <SelectField
              label={text.credential}
              value={credential?.id ?? NEW}
              choices={[
                { value: NEW, text: text.newCredential },
                ...fitting.map(({ id, name }) => ({ value: id, text: name })),
              ]}
              onChoose={(id) => {
                setKept(id);
                setAnswer(undefined);
              }}
            />
          )}
          {probe === 'modbus' && (
            <TextField label={text.profile} value={profile} hint={text.profileHint} onInput={setProfile} />
          )}
        </div>
        {!credential && <CredentialForm draft={draft} tried={tried} onChange={setDraft} />}
        {asking.error && (
          <p class="field-error" role="alert">
            {asking.error}
          </p>
        )}
        <footer>
          <Button onClick={onClose}>{words.shell.common.cancel}</Button>
          <Button look={answer?.ok ? 'plain' : 'primary'} type="submit" disabled={asking.busy}>
            {asking.busy ? text.recognising : answer ? text.recogniseAgain : text.recognise}
          </Button>
        </footer>
      </form>
      {answer && !answer.ok && (
        <p class="field-error" role="alert">
          <strong>{text.states[answer.state ?? 'failed']}</strong> {answer.error}
        </p>
      )}
      {answer?.ok && answer.explanation && (
        <Watch
          answer={answer}
          question={question}
          newName={credential || !mayKeep ? undefined : text.credentialFor(hostOf(address))}
          credential={credential?.id ?? null}
          fields={credential ? undefined : credentialFields(draft)}
          onAdded={onAdded}
        />
      )}
    </Dialog>
  );
}

/** What was recognised, and the last words before it is watched. */
function Watch(options: {
  answer: AskedAnswer;
  question: { zone: string; address: string; probe: string; settings: object };
  /** Under which name a credential that was only typed is kept. */
  newName: string | undefined;
  credential: string | null;
  fields: Record<string, string> | undefined;
  onAdded(name: string): void;
}) {
  const { answer, question, newName, credential, fields, onAdded } = options;
  const { api } = useWard();
  const { words } = useText();
  const text = words.devices;
  const recognised = answer.explanation?.recognised;
  const [name, setName] = useState(recognised?.name || question.address);
  const [kind, setKind] = useState(recognised?.kind ?? 'device');
  const [keepAs, setKeepAs] = useState(newName ?? '');
  const saving = useChange();

  function watch(event: Event): void {
    event.preventDefault();
    if (!name.trim()) return;
    const { probe, settings, zone, address } = question;
    const poll = fields
      ? { probe, settings, ...(probe !== 'modbus' && { newCredential: { name: keepAs || name, fields } }) }
      : { probe, settings, credential };
    const { profile = '', vendor = '', model = '' } = recognised ?? {};
    const body = {
      zone,
      address,
      name: name.trim(),
      kind,
      host: recognised?.name || undefined,
      recognised: recognised ? { profile, kind: recognised.kind, vendor, model } : null,
      polls: [poll],
    };
    void saving.run(
      () => api.send('POST', 'targets/watch', body),
      () => onAdded(name),
    );
  }

  return (
    <form class="recognised" onSubmit={watch} noValidate>
      {answer.explanation && <ExplanationView explanation={answer.explanation} />}
      <div class="form-grid">
        <TextField
          label={text.name}
          value={name}
          onInput={setName}
          error={name.trim() ? undefined : text.required}
        />
        <SelectField
          label={text.kind}
          value={kind}
          choices={DEVICE_KINDS.map((value) => ({ value: value as string, text: kindText(words, value) }))}
          onChoose={setKind}
        />
        {newName !== undefined && question.probe !== 'modbus' && (
          <TextField label={text.keepAs} value={keepAs} hint={text.keepAsHint} onInput={setKeepAs} />
        )}
      </div>
      {saving.error && (
        <p class="field-error" role="alert">
          {saving.error}
        </p>
      )}
      <footer>
        <Button look="primary" type="submit" disabled={saving.busy}>
          {saving.busy ? words.shell.common.saving : text.watch}
        </Button>
      </footer>
    </form>
  );
}

/** `10.1.0.1:1161` has a port; an IPv6 address has many colons and needs brackets for one. */
function portOf(address: string): { port?: number } {
  const [, port] = /^(?:[^:]+|\[.*\]):(\d{1,5})$/.exec(address.trim()) ?? [];
  return port === undefined ? {} : { port: Number(port) };
}

function hostOf(address: string): string {
  return address
    .trim()
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^([^:]+):\d{1,5}$/, '$1');
}
