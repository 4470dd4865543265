import './devices.css';
import { useEffect, useState } from 'preact/hooks';
import { getAll } from '../../../api/lists.ts';
import type { Device } from '../../../api/polling.ts';
import type { TargetsAnswer } from '../../../api/shapes.ts';
import { routeTo } from '../../../state/route.ts';
import { Button } from '../../../ui/button.tsx';
import { ConfirmChange } from '../../../ui/confirm-change.tsx';
import { useText, useWard } from '../../../ui/context.ts';
import { Empty, Failed, Loading } from '../../../ui/empty.tsx';
import { CheckField } from '../../../ui/field.tsx';
import { FilterField } from '../../../ui/filter-field.tsx';
import { useAsked } from '../../../ui/use-asked.ts';
import { useLoad } from '../../../ui/use-load.ts';
import { useRenewed } from '../../../ui/use-renewed.ts';
import { makeText } from '../../../words/make-text.ts';
import { kindText } from '../../../words/words.ts';
import { BulkBar } from '../bulk/bulk-bar.tsx';
import { exportAddress } from '../bulk/choose-file.tsx';
import { ImportDialog } from '../bulk/import-dialog.tsx';
import { NOTHING_SELECTED, stillThere, withAll, withRow } from '../bulk/selection.ts';
import { SectionHead } from '../section-head.tsx';
import { AddTarget } from './add-target.tsx';
import { DeviceTable, placesOf } from './device-table.tsx';
import { EditDevice } from './edit-device.tsx';

const RENEW_MS = 10_000;
/** Drawn at a time; whoever looks for one of thousands filters. */
const DRAWN = 50;
/** Asked for when somebody has not said what to add. */
const ANYTHING = '1';

/** Everything that is asked over the network, and how that goes. */
export function Devices() {
  const { api, session, toasts } = useWard();
  const { words, formats } = useText();
  const text = words.devices;
  const [filter, setFilter] = useState('');
  const [kind, setKind] = useState<string>();
  const [showAll, setShowAll] = useState(false);
  const [drawn, setDrawn] = useState(DRAWN);
  const [selection, setSelection] = useState(NOTHING_SELECTED);
  const [importing, setImporting] = useState(false);
  const [adding, setAdding] = useState<string>();
  const [editing, setEditing] = useState<Device>();
  useAsked('add', setAdding);
  const [removing, setRemoving] = useState<Device>();
  const { value, error, reload } = useLoad(
    () =>
      getAll(api, 'targets', (answer: TargetsAnswer) => answer.targets as Device[], {
        limit: 1_000,
        polled: showAll ? undefined : 'true',
      }),
    [showAll],
  );
  useEffect(() => {
    if (value) setSelection((before) => stillThere(before, new Set(value.map(({ id }) => id))));
  }, [value]);
  useRenewed(reload, RENEW_MS);
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
  const order = rows.map(({ id }) => id);
  return (
    <>
      <SectionHead title={words.settings.sections.devices} hint={text.hint}>
        <span class="export-links">
          {(['xlsx', 'csv'] as const).map((format) => (
            <a key={format} class="button plain" href={exportAddress(format, formats.language)} download>
              {format === 'csv' ? words.bulk.exportCsv : words.bulk.exportXlsx}
            </a>
          ))}
          {mayChange && <Button onClick={() => setImporting(true)}>{words.bulk.import}</Button>}
          {mayChange && value && value.length > 0 && (
            <Button look="primary" icon="plus" onClick={() => setAdding(ANYTHING)}>
              {text.addTitle}
            </Button>
          )}
        </span>
      </SectionHead>
      {error !== undefined && !value && <Failed error={error} onRetry={reload} />}
      {!value && error === undefined && <Loading />}
      {value && value.length === 0 && (
        <Empty title={text.none} hint={text.noneHint}>
          {mayChange && (
            <p class="empty-actions">
              <Button look="primary" icon="plus" onClick={() => setAdding(ANYTHING)}>
                {text.addTitle}
              </Button>
              <a href={routeTo('settings/discovery')}>{text.sweep}</a>
            </p>
          )}
          <CheckField label={words.bulk.showAll} value={showAll} onChange={setShowAll} />
        </Empty>
      )}
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
          <CheckField label={words.bulk.showAll} value={showAll} onChange={setShowAll} />
          {selection.ids.size > 0 && (
            <BulkBar
              ids={[...selection.ids]}
              filtered={rows.length}
              onAll={() => setSelection(withAll({ ...selection, ids: new Set() }, order))}
              onNone={() => setSelection(NOTHING_SELECTED)}
              onChanged={reload}
            />
          )}
          <DeviceTable
            devices={rows.slice(0, drawn)}
            selected={selection.ids}
            mayChange={mayChange}
            onSelect={(id, ranged) => setSelection((before) => withRow(before, id, ranged, order))}
            onEdit={setEditing}
            onRemove={setRemoving}
          />
          {rows.length > drawn && (
            <p class="more">
              <Button onClick={() => setDrawn(drawn + DRAWN)}>
                {words.bulk.more(formats.number(Math.min(DRAWN, rows.length - drawn)))}
              </Button>
            </p>
          )}
        </>
      )}
      {importing && (
        <ImportDialog
          onClose={() => setImporting(false)}
          onImported={() => {
            // A sheet may bring what nobody asks yet: it shall be seen that it came.
            setShowAll(true);
            reload();
          }}
        />
      )}
      {adding !== undefined && (
        <AddTarget
          wanted={adding}
          onClose={() => setAdding(undefined)}
          onAdded={(name) => {
            setAdding(undefined);
            toasts.say(text.added(name), 'plain', { text: text.addAnother, run: addAnother });
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

/** By the address: whoever takes up the offer may have gone to another page meanwhile. */
function addAnother(): void {
  location.assign(routeTo('settings/devices', { add: ANYTHING }));
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

function Remove({ device, onClose }: { device: Device; onClose(): void }) {
  const { api } = useWard();
  const { words } = useText();
  const text = words.devices;
  return (
    <ConfirmChange
      title={text.removeTitle(device.name)}
      hint={text.removeHint}
      action={words.shell.common.remove}
      change={() => api.send('DELETE', `targets/${encodeURIComponent(device.id)}`)}
      done={text.removed(device.name)}
      onClose={onClose}
    />
  );
}
