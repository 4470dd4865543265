import { useState } from 'preact/hooks';
import { useText } from '../../ui/context.ts';
import { FilterField } from '../../ui/filter-field.tsx';
import { Table } from '../../ui/table.tsx';
import { StateTag } from '../../ui/tag.tsx';
import { NOTHING } from '../../words/format.ts';
import { stateOf } from '../../words/metric-words.ts';
import type { MachineData, MachineSeries } from '../machine/machine-data.ts';
import { markOfState } from './state-marks.ts';

interface Port {
  name: string;
  alias: string;
  state: number;
  stateMetric: string;
  speed: number;
  received: number;
  sent: number;
  errors: number;
  light: number;
}

/** More rows than anybody reads at once; the filter finds the rest. */
const SHOWN_AT_FIRST = 64;

/** The ports of a device, those that are connected first. */
export function Ports(options: { data: MachineData }) {
  const { data } = options.data.shown.value;
  const { words, formats } = useText();
  const [filter, setFilter] = useState('');
  const [all, setAll] = useState(false);
  const ports = portsOf(data);
  if (ports.length === 0) return null;
  const wanted = filter.toLowerCase();
  const found = ports.filter(({ name, alias }) => `${name} ${alias}`.toLowerCase().includes(wanted));
  const rows = all ? found : found.slice(0, SHOWN_AT_FIRST);
  const text = words.device.portColumns;
  const rate = (bytes: number) => (Number.isNaN(bytes) ? NOTHING : `${formats.bits(bytes * 8)}/s`);
  return (
    <section class="panel card" aria-label={words.device.ports}>
      <header class="card-head">
        <h2>{words.device.ports}</h2>
        <FilterField label={words.device.filterPorts} value={filter} onInput={setFilter} />
      </header>
      <Table
        label={words.device.ports}
        rows={rows}
        keyOf={({ name }) => name}
        columns={[
          {
            title: text.name,
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
          {
            title: text.errors,
            kind: 'number',
            minor: true,
            cell: ({ errors }) => (
              <span class={errors > 0 ? 'state-warning' : 'muted'}>
                {formats.value(Number.isNaN(errors) ? null : errors, '1/s')}
              </span>
            ),
          },
          {
            title: text.light,
            kind: 'number',
            minor: true,
            cell: ({ light }) => formats.value(Number.isNaN(light) ? null : light, 'dBm'),
          },
        ]}
      />
      {found.length > rows.length && (
        <button type="button" class="link" onClick={() => setAll(true)}>
          {words.device.showAll(formats.number(found.length))}
        </button>
      )}
    </section>
  );
}

function PortState({ port: { state, stateMetric } }: { port: Port }) {
  const { formats } = useText();
  const told = stateOf(formats.language, stateMetric, state);
  if (!told) return <span class="muted">{NOTHING}</span>;
  return <StateTag mark={markOfState(stateMetric, told.word)} text={told.text} />;
}

function portsOf(data: MachineData): Port[] {
  const ports = new Map<string, Port>();
  const port = ({ labels }: MachineSeries): Port => {
    const name = labels.interface ?? labels.port ?? '';
    const known = ports.get(name);
    if (known) {
      known.alias ||= labels.alias ?? '';
      return known;
    }
    const made: Port = {
      name,
      alias: labels.alias ?? '',
      state: Number.NaN,
      stateMetric: '',
      speed: Number.NaN,
      received: Number.NaN,
      sent: Number.NaN,
      errors: Number.NaN,
      light: Number.NaN,
    };
    ports.set(name, made);
    return made;
  };
  const rate = (series: MachineSeries) => series.rate?.rate ?? Number.NaN;
  for (const metric of ['net.link_state', 'fibre.port_state']) {
    for (const series of data.of(metric))
      Object.assign(port(series), { state: series.latest.value, stateMetric: metric });
  }
  for (const series of data.of('net.speed')) port(series).speed = series.latest.value;
  for (const metric of ['net.bytes_recv', 'fibre.bytes_recv'])
    for (const series of data.of(metric)) port(series).received = rate(series);
  for (const metric of ['net.bytes_sent', 'fibre.bytes_sent'])
    for (const series of data.of(metric)) port(series).sent = rate(series);
  for (const metric of ['net.err_in', 'net.err_out', 'fibre.crc_errors']) {
    for (const series of data.of(metric)) {
      const own = port(series);
      own.errors = (Number.isNaN(own.errors) ? 0 : own.errors) + (rate(series) || 0);
    }
  }
  for (const series of data.of('optic.rx_dbm')) port(series).light = series.latest.value;
  const order = (one: Port) => (one.state === 0 ? 0 : 1);
  return [...ports.values()].sort(
    (a, b) => order(a) - order(b) || a.name.localeCompare(b.name, undefined, { numeric: true }),
  );
}
