import { useState } from 'preact/hooks';
import { getAll } from '../../../api/lists.ts';
import type { AskedAnswer, CredentialsAnswer, ZonesAnswer } from '../../../api/polling.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { AskFailure } from './ask-failure.tsx';
import {
  credentialFaults,
  credentialFields,
  DEVICE_WAYS,
  kindOfWay,
  newCredential,
  type Way,
} from './credential-draft.ts';
import { CredentialForm } from './credential-form.tsx';
import { placeOf } from './place.ts';
import { WatchForm } from './watch-form.tsx';

const NEW = '';

/** From an address to a watched device: ask what is there, look at the answer, have it watched. */
export function AddDevice(options: {
  /** How it is asked, until somebody chooses another way. */
  way: Way;
  onAdded(name: string): void;
  onBack(): void;
}) {
  const { onAdded, onBack } = options;
  const { api, session } = useWard();
  const { words } = useText();
  const text = words.devices;
  const [address, setAddress] = useState('');
  const [zone, setZone] = useState('');
  const [draft, setDraft] = useState(() => newCredential(options.way));
  const [kept, setKept] = useState<string>();
  const [profile, setProfile] = useState('');
  const [tried, setTried] = useState(false);
  const [answer, setAnswer] = useState<AskedAnswer>();
  const asking = useChange();
  const choices = useLoad(async (signal) => {
    const { zones } = await api.get<ZonesAnswer>('zones', {}, signal);
    const credentials = await getAll(api, 'credentials', (page: CredentialsAnswer) => page.credentials);
    return { zones: zones.map((each) => each.zone), credentials };
  }, []);

  const probe = kindOfWay(draft.way);
  const { host, port } = placeOf(address);
  const fitting = (choices.value?.credentials ?? []).filter(({ kind }) => kind === probe);
  // Most sites open all their devices by one community: what is kept already is tried first.
  const [only, ...others] = fitting;
  const chosen = kept ?? (others.length === 0 ? only?.id : undefined) ?? NEW;
  const credential = fitting.find(({ id }) => id === chosen);
  const mayKeep = session.can('credentials.write');
  const settings = { ...(port !== undefined && { port }), ...(probe === 'modbus' && { profile }) };
  const question = { zone, address: host, probe, settings };

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
    <>
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
            choices={DEVICE_WAYS.map((value) => ({ value, text: text.ways[value] }))}
            onChoose={(way: Way) => {
              setDraft({ ...draft, way });
              setKept(undefined);
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
              hint={text.credentialHint}
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
          <Button onClick={onBack}>{text.chooseOther}</Button>
          <Button look={answer?.ok ? 'plain' : 'primary'} type="submit" disabled={asking.busy}>
            {asking.busy ? text.recognising : answer ? text.recogniseAgain : text.recognise}
          </Button>
        </footer>
      </form>
      {answer && !answer.ok && <AskFailure answer={answer} />}
      {answer?.ok && answer.explanation && (
        <WatchForm
          answer={answer}
          question={question}
          opening={
            credential || probe === 'modbus'
              ? { credential: credential?.id ?? null }
              : {
                  credential: null,
                  typed: {
                    kind: probe,
                    fields: credentialFields(draft),
                    name: text.credentialFor(host),
                    mayKeep,
                  },
                }
          }
          fallback={{ name: host, kind: 'device' }}
          onAdded={onAdded}
        />
      )}
    </>
  );
}
