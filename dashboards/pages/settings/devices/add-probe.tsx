import { useState } from 'preact/hooks';
import type { CatalogueEntry } from '#protocol/probe-catalogue.ts';
import { getAll } from '../../../api/lists.ts';
import type { AskedAnswer, CredentialsAnswer, ZonesAnswer } from '../../../api/polling.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { CopyText } from '../../../ui/copy-text.tsx';
import { SelectField, TextField } from '../../../ui/field.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { type SettingDraft, settingFaults, settingValues } from '../form/setting-draft.ts';
import { SettingForm } from '../form/setting-form.tsx';
import { useYaml, type Yaml } from '../form/use-yaml.ts';
import { AskFailure } from './ask-failure.tsx';
import {
  credentialFaults,
  credentialFields,
  kindOfWay,
  newCredential,
  type Way,
} from './credential-draft.ts';
import { CredentialForm } from './credential-form.tsx';
import { nameOfPlace, placeOf, settingsOfPlace } from './place.ts';
import { type Opening, WatchForm } from './watch-form.tsx';

/** Chosen in place of a credential that is kept. */
const NEW = '';
const NONE = 'none';

/** A database, a service, a page: where it is, what opens it, its settings, a try, and then it is watched. */
export function AddProbe(options: { entry: CatalogueEntry; onAdded(name: string): void; onBack(): void }) {
  const { entry, onAdded, onBack } = options;
  const { api, session } = useWard();
  const { words, formats } = useText();
  const text = words.devices;
  const yaml = useYaml();
  const [address, setAddress] = useState('');
  const [zone, setZone] = useState('');
  const [kept, setKept] = useState<string>();
  const [credential, setCredential] = useState(() => newCredential(wayOf(entry.credentials[0])));
  const [draft, setDraft] = useState<SettingDraft>({});
  const [tried, setTried] = useState(false);
  const [answer, setAnswer] = useState<AskedAnswer>();
  const asking = useChange();
  const choices = useLoad(async (signal) => {
    const { zones } = await api.get<ZonesAnswer>('zones', {}, signal);
    const credentials = session.can('credentials.read')
      ? await getAll(api, 'credentials', (page: CredentialsAnswer) => page.credentials)
      : [];
    return { zones: zones.map((each) => each.zone), credentials };
  }, []);

  const isPage = entry.group === 'web' && entry.settings.some(({ name }) => name === 'scheme');
  // These two are typed as one address.
  const offered = entry.settings.filter(({ name }) => !isPage || !['scheme', 'path'].includes(name));
  const place = placeOf(address);
  const faults = tried && yaml ? settingFaults(entry.settings, draft, yaml.parse) : {};
  const fitting = (choices.value?.credentials ?? []).filter(({ kind }) => entry.credentials.includes(kind));
  // Pages are mostly open to everybody, databases never.
  const usual =
    entry.credentials.length === 0 || entry.group === 'web' || entry.group === 'network' ? NONE : NEW;
  const chosen = kept ?? usual;
  const mayKeep = session.can('credentials.write');
  // That it is a page is seen at its address.
  const name = nameOfPlace(place, isPage ? '' : shortOf(entry.title[formats.language]));

  function change(what: () => void): void {
    what();
    setAnswer(undefined);
  }

  function question({ parse }: Yaml) {
    const settings = { ...settingsOfPlace(entry, place), ...settingValues(entry.settings, draft, parse) };
    return { zone, address: place.host, probe: entry.probe, settings };
  }

  function ask(event: Event): void {
    event.preventDefault();
    setTried(true);
    if (!yaml || !place.host || Object.keys(settingFaults(entry.settings, draft, yaml.parse)).length > 0)
      return;
    if (chosen === NEW && Object.keys(credentialFaults(credential)).length > 0) return;
    void asking.run(async () => {
      setAnswer(await api.send<AskedAnswer>('POST', 'recognise', { ...question(yaml), ...openingOf() }));
    });
  }

  function openingOf() {
    if (chosen === NONE) return {};
    if (chosen !== NEW) return { credential: chosen };
    return { kind: kindOfWay(credential.way), fields: credentialFields(credential) };
  }

  function opening(): Opening {
    if (chosen === NONE) return { credential: null };
    if (chosen !== NEW) return { credential: chosen };
    const { kind, fields } = { kind: kindOfWay(credential.way), fields: credentialFields(credential) };
    // Several databases of one host have accounts of their own.
    return { credential: null, typed: { kind, fields, name: text.credentialFor(name), mayKeep } };
  }

  return (
    <>
      <form onSubmit={ask} noValidate>
        <div class="form-grid">
          <TextField
            label={isPage ? text.pageAddress : text.address}
            value={address}
            hint={isPage ? text.pageAddressHint : text.probeAddressHint(entry.hasPort, entry.port)}
            autofocus
            error={tried && !place.host ? text.required : undefined}
            onInput={(value) => change(() => setAddress(value))}
          />
          {(choices.value?.zones.length ?? 0) > 1 && (
            <SelectField
              label={text.zone}
              value={zone}
              choices={(choices.value?.zones ?? []).map((value) => ({ value, text: value }))}
              onChoose={(value) => change(() => setZone(value))}
            />
          )}
          {entry.credentials.length > 0 && (
            <SelectField
              label={text.credential}
              hint={text.credentialHint}
              value={chosen}
              choices={[
                { value: NONE, text: text.noCredential },
                { value: NEW, text: text.newCredential },
                ...fitting.map(({ id, name }) => ({ value: id, text: name })),
              ]}
              onChoose={(id) => change(() => setKept(id))}
            />
          )}
          {chosen === NEW && entry.credentials.length > 1 && (
            <SelectField
              label={text.way}
              value={credential.way}
              choices={entry.credentials.map((kind) => ({
                value: wayOf(kind),
                text: text.ways[wayOf(kind)],
              }))}
              onChoose={(way) => change(() => setCredential({ ...credential, way }))}
            />
          )}
        </div>
        {chosen === NEW && (
          <CredentialForm
            draft={credential}
            tried={tried}
            onChange={(next) => change(() => setCredential(next))}
          />
        )}
        {entry.hasGrants && (
          <div class="note">
            <p>{text.grantsHint}</p>
            <CopyText text={`npm run check -- ${entry.probe} --grants`} />
          </div>
        )}
        <SettingForm
          settings={offered}
          draft={draft}
          faults={faults}
          onChange={(next) => change(() => setDraft(next))}
        />
        {asking.error && (
          <p class="field-error" role="alert">
            {asking.error}
          </p>
        )}
        <footer>
          <Button onClick={onBack}>{text.chooseOther}</Button>
          <Button look={answer?.ok ? 'plain' : 'primary'} type="submit" disabled={asking.busy || !yaml}>
            {asking.busy ? text.trying : answer ? text.tryAgain : text.tryIt}
          </Button>
        </footer>
      </form>
      {answer && !answer.ok && <AskFailure answer={answer} />}
      {/* What cannot be read at this moment may be watched all the same: that is what the alert is for. */}
      {answer && yaml && (
        <WatchForm
          key={String(answer.ok)}
          answer={answer}
          question={question(yaml)}
          opening={opening()}
          fallback={{ name, kind: entry.target }}
          everyMs={entry.everyMs}
          onAdded={onAdded}
        />
      )}
    </>
  );
}

function wayOf(kind: string | undefined): Way {
  return (kind ?? 'password') as Way;
}

/** Of a probe that is for several makes, the first. */
function shortOf(title: string): string {
  return title.split(/[、,（(]| \/ /, 1)[0]?.trim() ?? title;
}
