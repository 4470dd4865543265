import { useState } from 'preact/hooks';
import { getAll } from '../../../api/lists.ts';
import type {
  AcceptedAnswer,
  CredentialsAnswer,
  DiscoveriesAnswer,
  DiscoveryAnswer,
  DiscoveryEntry,
  FoundEntry,
  ZonesAnswer,
} from '../../../api/polling.ts';
import { machineRoute, routeTo } from '../../../state/route.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import { CheckField, SelectField, TextField } from '../../../ui/field.tsx';
import { Table } from '../../../ui/table.tsx';
import { Tag } from '../../../ui/tag.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { useRenewed } from '../../../ui/use-renewed.ts';
import { kindText } from '../../../words/words.ts';
import { SectionHead } from '../section-head.tsx';

const RENEW_MS = 2_000;

/** Looks for devices in a range of addresses that somebody names, and has those watched that they choose. */
export function Discovery() {
  const { api } = useWard();
  const { words } = useText();
  const text = words.devices.discovery;
  const [chosen, setChosen] = useState<string>();
  const { value, error, reload } = useLoad(
    async (signal) => (await api.get<DiscoveriesAnswer>('discoveries', {}, signal)).discoveries,
    [],
  );
  useRenewed(reload, RENEW_MS * 2);
  const shown = chosen ?? value?.[0]?.id;
  return (
    <>
      <SectionHead title={words.settings.sections.discovery} hint={text.hint} />
      <NewSweep
        onStarted={(id) => {
          setChosen(id);
          reload();
        }}
      />
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {shown && <Sweep key={shown} id={shown} />}
      {value && value.length > 1 && <Earlier sweeps={value} shown={shown} onChoose={setChosen} />}
    </>
  );
}

function NewSweep({ onStarted }: { onStarted(id: string): void }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.devices.discovery;
  const [ranges, setRanges] = useState('');
  const [tried, setTried] = useState(false);
  const [zone, setZone] = useState('');
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const { busy, error, run } = useChange();
  const credentials = useLoad(
    () => getAll(api, 'credentials', (answer: CredentialsAnswer) => answer.credentials),
    [],
  );
  const zones = useLoad(async (signal) => (await api.get<ZonesAnswer>('zones', {}, signal)).zones, []);
  const zoneNames = [...new Set((zones.value ?? []).map((each) => each.zone))];
  const all = (credentials.value ?? []).filter(({ kind }) => kind !== 'modbus');
  const wanted = all.filter(({ id }) => !left.has(id));

  function start(event: Event): void {
    event.preventDefault();
    setTried(true);
    const list = ranges.split(/[\s,;]+/).filter(Boolean);
    if (list.length === 0 || wanted.length === 0) return;
    const body = {
      zone: zone || (zoneNames[0] ?? ''),
      ranges: list,
      credentials: wanted.map(({ id }) => ({ credential: id })),
    };
    void run(async () => onStarted((await api.send<DiscoveryEntry>('POST', 'discoveries', body)).id));
  }

  if (credentials.value && all.length === 0)
    return (
      <Empty title={text.noCredentials} hint={text.noCredentialsHint}>
        <a class="button primary" href={routeTo('settings/credentials')}>
          {words.devices.addCredential}
        </a>
      </Empty>
    );
  return (
    <form class="panel sweep-form" onSubmit={start} noValidate>
      <TextField
        label={text.ranges}
        value={ranges}
        hint={text.rangesHint}
        error={tried && !ranges.trim() ? words.devices.required : undefined}
        onInput={setRanges}
      />
      {zoneNames.length > 1 && (
        <SelectField
          label={words.devices.zone}
          value={zone || (zoneNames[0] ?? '')}
          choices={zoneNames.map((value) => ({ value, text: value }))}
          onChoose={setZone}
        />
      )}
      <fieldset class="fieldset">
        <legend>{text.tryWith}</legend>
        {all.map(({ id, name }) => (
          <CheckField
            key={id}
            label={name}
            value={!left.has(id)}
            onChange={(on) => {
              const next = new Set(left);
              if (on) next.delete(id);
              else next.add(id);
              setLeft(next);
            }}
          />
        ))}
      </fieldset>
      {error && (
        <p class="field-error" role="alert">
          {error}
        </p>
      )}
      <footer>
        <Button look="primary" type="submit" disabled={busy}>
          {text.start}
        </Button>
      </footer>
    </form>
  );
}

/** One sweep: how far it is, and what it found. */
function Sweep({ id }: { id: string }) {
  const { api, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.devices.discovery;
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const { busy, error: failed, run } = useChange();
  const { value, error, reload } = useLoad(
    (signal) => api.get<DiscoveryAnswer>(`discoveries/${encodeURIComponent(id)}`, {}, signal),
    [id],
  );
  const running = value?.state === 'running' || value?.state === 'interrupted';
  useRenewed(reload, running ? RENEW_MS : undefined);
  if (error !== undefined && !value) return <Failed error={error} onRetry={reload} />;
  if (!value) return <Loading />;
  const fresh = value.found.filter(({ credential, watchedAs }) => credential && watchedAs.length === 0);

  function accept(): void {
    const addresses = fresh.filter(({ address }) => chosen.has(address)).map(({ address }) => address);
    void run(async () => {
      const path = `discoveries/${encodeURIComponent(id)}/accept`;
      const { made } = await api.send<AcceptedAnswer>('POST', path, { addresses });
      toasts.say(text.accepted(formats.number(made.length)));
      setChosen(new Set());
      reload();
    });
  }

  return (
    <section class="panel card sweep" aria-label={value.ranges.join(', ')}>
      <header class="card-head">
        <h2>{value.ranges.join(', ')}</h2>
        <Tag>{text.states[value.state]}</Tag>
        {running && (
          <Button
            look="quiet"
            onClick={() => void api.send('POST', `discoveries/${encodeURIComponent(id)}/stop`).then(reload)}
          >
            {text.stop}
          </Button>
        )}
      </header>
      <div class="sweep-state" role="status">
        <span class="muted">
          {text.progress(
            formats.number(value.asked),
            formats.number(value.total),
            formats.number(value.found.length),
          )}
        </span>
        {running && (
          <progress
            aria-label={words.devices.discovery.states.running}
            class="sweep-progress"
            value={value.asked}
            max={Math.max(1, value.total)}
          />
        )}
      </div>
      {value.error && <p class="field-error card-note">{value.error}</p>}
      {value.found.length > 0 && (
        <Table
          label={text.foundTitle}
          rows={value.found}
          keyOf={({ address, probe }) => `${address} ${probe}`}
          columns={[
            {
              title: text.choose,
              kind: 'actions',
              cell: (found) =>
                fresh.includes(found) && (
                  <input
                    type="checkbox"
                    aria-label={text.chooseOne(found.address)}
                    checked={chosen.has(found.address)}
                    onChange={(event) => {
                      const next = new Set(chosen);
                      if (event.currentTarget.checked) next.add(found.address);
                      else next.delete(found.address);
                      setChosen(next);
                    }}
                  />
                ),
            },
            { title: words.devices.address, cell: ({ address }) => address },
            { title: words.devices.columns.what, cell: (found) => <What found={found} /> },
            {
              title: text.watchedAs,
              minor: true,
              cell: ({ watchedAs }) =>
                watchedAs.map((target) => (
                  <a key={target.id} href={machineRoute(target.id)}>
                    {target.name}
                  </a>
                )),
            },
          ]}
        />
      )}
      {!running && value.found.length === 0 && <p class="muted card-note">{text.nothing}</p>}
      {failed && (
        <p class="field-error card-note" role="alert">
          {failed}
        </p>
      )}
      {fresh.length > 0 && session.can('targets.write') && (
        <footer class="card-foot">
          <Button onClick={() => setChosen(new Set(fresh.map(({ address }) => address)))}>
            {text.chooseAll}
          </Button>
          <Button look="primary" disabled={busy || chosen.size === 0} onClick={accept}>
            {text.accept(formats.number(chosen.size))}
          </Button>
        </footer>
      )}
    </section>
  );
}

function What({ found: { recognised, credential, probe } }: { found: FoundEntry }) {
  const { words } = useText();
  if (!recognised) {
    return <span class="muted">{credential ? probe : words.devices.discovery.notOpened(probe)}</span>;
  }
  return (
    <>
      {recognised.name || recognised.model || recognised.profile}
      <span class="below muted">
        {[kindText(words, recognised.kind), recognised.vendor, recognised.model].filter(Boolean).join(' · ')}
      </span>
    </>
  );
}

function Earlier(options: {
  sweeps: readonly DiscoveryEntry[];
  shown: string | undefined;
  onChoose(id: string): void;
}) {
  const { words, formats } = useText();
  const text = words.devices.discovery;
  return (
    <section class="panel card" aria-label={text.earlier}>
      <h2>{text.earlier}</h2>
      <ul class="sweeps">
        {options.sweeps.map(({ id, ranges, madeAtMs, madeBy, state }) => (
          <li key={id}>
            <button
              type="button"
              class="link"
              aria-current={id === options.shown ? 'true' : undefined}
              onClick={() => options.onChoose(id)}
            >
              {ranges.join(', ')}
            </button>{' '}
            <span class="muted">
              {formats.moment(madeAtMs)} · {madeBy} · {text.states[state]}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
