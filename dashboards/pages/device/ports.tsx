import { useState } from 'preact/hooks';
import { useText } from '../../ui/context.ts';
import { FilterField } from '../../ui/filter-field.tsx';
import { Table } from '../../ui/table.tsx';
import { StateTag } from '../../ui/tag.tsx';
import { NOTHING } from '../../words/format.ts';
import { stateOf } from '../../words/metric-words.ts';
import type { MachineData } from '../machine/machine-data.ts';
import { isConnected, type Port, portKey, portsOf } from './port-rows.ts';
import { markOfState } from './state-marks.ts';

/** More rows than anybody reads at once; the filter finds the rest. */
const SHOWN_AT_FIRST = 16;

/** The ports of a device, those that are connected first. */
export function Ports(options: { data: MachineData }) {
  const { data } = options.data.shown.value;
  const { words, formats } = useText();
  const [filter, setFilter] = useState('');
  const [all, setAll] = useState(false);
  const ports = portsOf(data);
  if (ports.length === 0) return null;
  const wanted = filter.toLowerCase();
  const found = ports.filter(({ name, alias }) => namesOf(name, alias).includes(wanted));
  const rows = all || wanted ? found : found.slice(0, SHOWN_AT_FIRST);
  const connected = ports.filter(isConnected).length;
  const tellsErrors = ports.some(({ errors }) => !Number.isNaN(errors));
  const tellsLight = ports.some(({ light }) => !Number.isNaN(light));
  const text = words.device.portColumns;
  const rate = (bytes: number) => (Number.isNaN(bytes) ? NOTHING : `${formats.bits(bytes * 8)}/s`);
  return (
    <section class="panel card" aria-label={words.device.ports}>
      <header class="card-head">
        <h2>{words.device.ports}</h2>
        <span class="muted">
          {words.device.connectedOf(formats.number(connected), formats.number(ports.length))}
        </span>
        <FilterField label={words.device.filterPorts} value={filter} onInput={setFilter} />
      </header>
      <Table
        label={words.device.ports}
        rows={rows}
        keyOf={({ name }) => name}
        columns={[
          {
            title: text.name,
            wide: true,
            cell: ({ name, alias }) => (
              <>
                <span class="strong">{name}</span>
                {alias && alias !== name && <span class="below muted">{alias}</span>}
              </>
            ),
          },
          { title: text.state, cell: (port) => <PortState port={port} /> },
          {
            title: text.speed,
            kind: 'number',
            minor: true,
            cell: ({ speed }) => (speed > 0 ? `${formats.bits(speed * 1e6)}/s` : NOTHING),
          },
          { title: text.received, kind: 'number', cell: ({ received }) => rate(received) },
          { title: text.sent, kind: 'number', cell: ({ sent }) => rate(sent) },
          ...(tellsErrors
            ? [
                {
                  title: text.errors,
                  kind: 'number' as const,
                  minor: true,
                  cell: ({ errors }: Port) => (
                    <span class={errors > 0 ? 'state-warning' : 'muted'}>
                      {formats.value(Number.isNaN(errors) ? null : errors, '1/s')}
                    </span>
                  ),
                },
              ]
            : []),
          ...(tellsLight
            ? [
                {
                  title: text.light,
                  kind: 'number' as const,
                  minor: true,
                  cell: ({ light }: Port) => formats.value(Number.isNaN(light) ? null : light, 'dBm'),
                },
              ]
            : []),
        ]}
      />
      {!wanted && found.length > SHOWN_AT_FIRST && (
        <button type="button" class="link card-more" aria-expanded={all} onClick={() => setAll(!all)}>
          {all ? words.device.fold : words.device.showAll(formats.number(found.length))}
        </button>
      )}
    </section>
  );
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
