import { portKey } from '#protocol/port-key.ts';
import { useText } from '../../../ui/context.ts';
import { markOfState } from '../../../ui/mark-of-state.ts';
import type { SortColumn } from '../../../ui/sorted-table/sort-rows.ts';
import { SortedTable } from '../../../ui/sorted-table/sorted-table.tsx';
import { StateTag } from '../../../ui/tag.tsx';
import { NOTHING } from '../../../words/format.ts';
import { stateOf } from '../../../words/metric-words.ts';
import type { MachineData } from '../machine-data.ts';
import { isConnected, type Port, portsOf } from './port-rows.ts';

/** More rows than anybody reads at once; filter and order find the rest. */
const SHOWN_AT_FIRST = 16;

/** The ports of a device, those that are connected first. */
export function Ports(options: { data: MachineData }) {
  const { data } = options.data.shown.value;
  const { words, formats } = useText();
  const ports = portsOf(data);
  if (ports.length === 0) return null;
  // A host tells what its ports carry, and not whether a plug is in.
  const tellsState = ports.some(({ state }) => !Number.isNaN(state));
  const connected = ports.filter(isConnected).length;
  const text = words.device.portColumns;
  const rate = (bytes: number) => (Number.isNaN(bytes) ? NOTHING : `${formats.bits(bytes * 8)}/s`);
  const columns: readonly SortColumn<Port>[] = [
    {
      key: 'name',
      title: text.name,
      wide: true,
      value: ({ name }) => name,
      cell: ({ name, alias }) => (
        <>
          <span class="strong">{name}</span>
          {alias && alias !== name && <span class="below muted">{alias}</span>}
        </>
      ),
    },
    {
      key: 'state',
      title: text.state,
      value: ({ state, stateMetric }) => stateOf(formats.language, stateMetric, state)?.text ?? '',
      cell: (port) => <PortState port={port} />,
    },
    {
      key: 'speed',
      title: text.speed,
      kind: 'number',
      minor: true,
      value: ({ speed }) => speed,
      cell: ({ speed }) => (speed > 0 ? `${formats.bits(speed * 1e6)}/s` : NOTHING),
    },
    {
      key: 'in',
      title: text.received,
      kind: 'number',
      value: ({ received }) => received,
      cell: ({ received }) => rate(received),
    },
    {
      key: 'out',
      title: text.sent,
      kind: 'number',
      value: ({ sent }) => sent,
      cell: ({ sent }) => rate(sent),
    },
    {
      key: 'errors',
      title: text.errors,
      kind: 'number',
      minor: true,
      value: ({ errors }) => errors,
      cell: ({ errors }) => (
        <span class={errors > 0 ? 'state-warning' : 'muted'}>
          {formats.value(Number.isNaN(errors) ? null : errors, '1/s')}
        </span>
      ),
    },
    {
      key: 'light',
      title: text.light,
      kind: 'number',
      minor: true,
      value: ({ light }) => light,
      cell: ({ light }) => formats.value(Number.isNaN(light) ? null : light, 'dBm'),
    },
  ];
  return (
    <SortedTable
      id="ports"
      label={words.device.ports}
      head={
        tellsState && (
          <span class="muted">
            {words.device.connectedOf(formats.number(connected), formats.number(ports.length))}
          </span>
        )
      }
      columns={columns.filter(
        ({ key, value }) =>
          !MAY_BE_MISSING.includes(key) || ports.some((port) => told(value?.(port) ?? undefined)),
      )}
      rows={ports}
      keyOf={({ name }) => name}
      foundBy={({ name, alias }) => namesOf(name, alias)}
      most={SHOWN_AT_FIRST}
    />
  );
}

/** Columns that stand only where a device tells anything of them. */
const MAY_BE_MISSING: readonly string[] = ['state', 'speed', 'errors', 'light'];

function told(value: number | string | undefined): boolean {
  return value !== undefined && value !== '' && !Number.isNaN(value);
}

/** What a port is found by: `GE1/0/1` finds GigabitEthernet1/0/1 too. */
function namesOf(name: string, alias: string): string {
  return `${name} ${alias} ${portKey(name).replace(' ', '')}`.toLowerCase();
}

function PortState({ port: { state, stateMetric } }: { port: Port }) {
  const { formats } = useText();
  const told = stateOf(formats.language, stateMetric, state);
  if (!told) return <span class="muted">{NOTHING}</span>;
  return <StateTag mark={markOfState(stateMetric, told.word)} text={told.text} />;
}
