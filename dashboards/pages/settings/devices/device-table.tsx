import type { Device } from '../../../api/polling.ts';
import { machineRoute } from '../../../state/route.ts';
import { Button } from '../../../ui/button.tsx';
import { useText } from '../../../ui/context.ts';
import { type Column, Table } from '../../../ui/table.tsx';
import { makeText } from '../../../words/make-text.ts';
import { kindText } from '../../../words/words.ts';
import { askedAt } from './asked-at.ts';
import { PollState } from './poll-state.tsx';

/** What is watched, and how that goes; who may change it chooses and edits here. */
export function DeviceTable(options: {
  devices: readonly Device[];
  selected: ReadonlySet<string>;
  mayChange: boolean;
  onSelect(id: string, ranged: boolean): void;
  onEdit(device: Device): void;
  onRemove(device: Device): void;
}) {
  const { devices, selected, mayChange, onSelect, onEdit, onRemove } = options;
  const { words } = useText();
  const text = words.devices;
  const select: Column<Device> = {
    title: words.bulk.select,
    cell: ({ id, name }) => (
      <label class="select-cell" title={words.bulk.selectHint}>
        <input
          type="checkbox"
          aria-label={words.bulk.selectOne(name)}
          checked={selected.has(id)}
          // The click knows of Shift, also when the space bar makes it.
          onClick={(event) => onSelect(id, event.shiftKey)}
        />
      </label>
    ),
  };
  const zone: Column<Device> = {
    title: text.zone,
    minor: true,
    cell: (device) => device.zone || <span class="muted">{text.defaultZone}</span>,
  };
  return (
    <Table
      label={words.settings.sections.devices}
      rows={devices}
      keyOf={({ id }) => id}
      columns={[
        ...(mayChange ? [select] : []),
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
        // Sites with one network have never heard of zones.
        ...(devices.some(({ zone }) => zone !== '') ? [zone] : []),
        {
          title: words.shell.common.edit,
          kind: 'actions',
          cell: (device) =>
            mayChange && (
              <>
                <Button look="quiet" onClick={() => onEdit(device)}>
                  {words.shell.common.edit}
                </Button>
                <Button look="quiet" onClick={() => onRemove(device)}>
                  {words.shell.common.remove}
                </Button>
              </>
            ),
        },
      ]}
    />
  );
}

/** Where it is asked, each door once. */
export function placesOf({ address, polls }: Device): string {
  return [...new Set(polls.map((poll) => askedAt(address, poll)))].join(' · ') || address;
}
