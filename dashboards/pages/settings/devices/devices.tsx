import './devices.css';
import { useEffect, useState } from 'preact/hooks';
import { getAll } from '../../../api/lists.ts';
import type { Device } from '../../../api/polling.ts';
import type { TargetsAnswer } from '../../../api/shapes.ts';
import { machineRoute } from '../../../state/route.ts';
import { Button } from '../../../ui/button.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Confirm } from '../../../ui/dialog.tsx';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import { FilterField } from '../../../ui/filter-field.tsx';
import { Table } from '../../../ui/table.tsx';
import { useChange } from '../../../ui/use-change.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { makeText } from '../../../words/make-text.ts';
import { kindText } from '../../../words/words.ts';
import { SectionHead } from '../section-head.tsx';
import { AddTarget } from './add-target.tsx';
import { askedAt } from './asked-at.ts';
import { EditDevice } from './edit-device.tsx';
import { PollState } from './poll-state.tsx';

const RENEW_MS = 10_000;

/** Everything that is asked over the network, and how that goes. */
export function Devices() {
  const { api, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.devices;
  const [filter, setFilter] = useState('');
  const [kind, setKind] = useState<string>();
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<Device>();
  const [removing, setRemoving] = useState<Device>();
  const { value, error, reload } = useLoad(
    async () =>
      (
        await getAll(api, 'targets', (answer: TargetsAnswer) => answer.targets as Device[], { limit: 1_000 })
      ).filter(({ polls }) => polls.length > 0),
    [],
  );
  useEffect(() => {
    const timer = setInterval(reload, RENEW_MS);
    return () => clearInterval(timer);
  }, [reload]);
  const mayChange = session.can('targets.write');
  const wanted = filter.toLowerCase();
  const kinds = kindsOf(value ?? [], Object.keys(words.states.kind));
  const rows = illFirst(value ?? []).filter(
    (device) =>
      (kind === undefined || device.kind === kind) &&
      `${device.name} ${placesOf(device)} ${kindText(words, device.kind)} ${makeText(device)}`
        .toLowerCase()
        .includes(wanted),
  );
  return (
    <>
      <SectionHead title={words.settings.sections.devices} hint={text.hint}>
        {mayChange && (
          <Button look="primary" icon="plus" onClick={() => setAdding(true)}>
            {text.addTitle}
          </Button>
        )}
      </SectionHead>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.length === 0 && <Empty title={text.none} hint={text.noneHint} />}
      {value && value.length > 0 && (
        <>
          <div class="device-filters">
            <FilterField label={text.filter} value={filter} onInput={setFilter} />
            {kinds.length > 1 && (
              <fieldset class="kind-chips" aria-label={words.overview.kinds}>
                {kinds.map(({ kind: each, count }) => (
                  <button
                    key={each}
                    type="button"
                    class="chip"
                    aria-pressed={each === kind}
                    onClick={() => setKind(each === kind ? undefined : each)}
                  >
                    {kindText(words, each)} <span class="chip-count">{formats.number(count)}</span>
                  </button>
                ))}
              </fieldset>
            )}
          </div>
          <Table
            label={words.settings.sections.devices}
            rows={rows}
            keyOf={({ id }) => id}
            columns={[
              {
                title: text.columns.name,
                cell: (device) => (
                  <span class="device-name">
                    <a class="strong" href={machineRoute(device.id)}>
                      {device.name}
                    </a>
                    <span class="below muted">{placesOf(device)}</span>
                  </span>
                ),
              },
              {
                title: text.columns.what,
                minor: true,
                cell: (device) => (
                  <>
                    {kindText(words, device.kind)}
                    <span class="below muted">{makeText(device)}</span>
                  </>
                ),
              },
              {
                title: text.columns.state,
                wide: true,
                cell: ({ polls }) => polls.map((poll) => <PollState key={poll.probe} poll={poll} />),
              },
              {
                title: text.zone,
                minor: true,
                cell: ({ zone }) => zone || <span class="muted">{text.defaultZone}</span>,
              },
              {
                title: words.shell.common.edit,
                kind: 'actions',
                cell: (device) =>
                  mayChange && (
                    <>
                      <Button look="quiet" onClick={() => setEditing(device)}>
                        {words.shell.common.edit}
                      </Button>
                      <Button look="quiet" onClick={() => setRemoving(device)}>
                        {words.shell.common.remove}
                      </Button>
                    </>
                  ),
              },
            ]}
          />
        </>
      )}
      {adding && (
        <AddTarget
          onClose={() => setAdding(false)}
          onAdded={(name) => {
            setAdding(false);
            toasts.say(text.added(name));
            reload();
          }}
        />
      )}
      {editing && (
        <EditDevice
          device={editing}
          onClose={() => setEditing(undefined)}
          onSaved={(name) => {
            setEditing(undefined);
            toasts.say(text.saved(name));
            reload();
          }}
        />
      )}
      {removing && (
        <Remove
          device={removing}
          onClose={() => {
            setRemoving(undefined);
            reload();
          }}
        />
      )}
    </>
  );
}

/** Those that cannot be asked are what somebody comes here for. */
function illFirst(devices: readonly Device[]): Device[] {
  const isIll = ({ polls }: Device) =>
    polls.some(({ enabled, trouble, state }) => enabled && (trouble !== null || (state ?? 'ok') !== 'ok'));
  return [...devices.filter(isIll), ...devices.filter((device) => !isIll(device))];
}

/** How many there are of each kind, in the order of the overview; of a kind that has gone nothing is left to choose. */
function kindsOf(devices: readonly Device[], order: readonly string[]): { kind: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const { kind } of devices) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const place = (kind: string) => (order.includes(kind) ? order.indexOf(kind) : order.length);
  return [...counts]
    .map(([kind, count]) => ({ kind, count }))
    .sort((one, other) => place(one.kind) - place(other.kind));
}

/** Where it is asked, each door once. */
function placesOf({ address, polls }: Device): string {
  return [...new Set(polls.map((poll) => askedAt(address, poll)))].join(' · ') || address;
}

function Remove({ device, onClose }: { device: Device; onClose(): void }) {
  const { api, toasts } = useWard();
  const { words } = useText();
  const text = words.devices;
  const { busy, error, run } = useChange();
  return (
    <Confirm
      title={text.removeTitle(device.name)}
      hint={text.removeHint}
      action={words.shell.common.remove}
      busy={busy}
      error={error}
      onClose={onClose}
      onConfirm={() =>
        void run(
          () => api.send('DELETE', `targets/${encodeURIComponent(device.id)}`),
          () => {
            toasts.say(text.removed(device.name));
            onClose();
          },
        )
      }
    />
  );
}
