import { portKey } from '#protocol/port-key.ts';
import type { MachineData } from '../machine-data.ts';
import type { MachineSeries } from '../machine-series.ts';

/** A port with what the device tells about it; NaN for what it does not tell. */
export interface Port {
  name: string;
  alias: string;
  state: number;
  /** The metric that gives the state its meaning. */
  stateMetric: string;
  speed: number;
  /** Bytes a second. */
  received: number;
  sent: number;
  errors: number;
  /** dBm. */
  light: number;
}

/** The ports of a device, those that are connected first; what two probes tell about one port is one row. */
export function portsOf(data: Pick<MachineData, 'of'>): Port[] {
  const ports = new Map<string, Port>();
  const port = ({ labels }: MachineSeries): Port => {
    const name = labels.interface ?? labels.port ?? '';
    const key = portKey(name);
    const known = ports.get(key) ?? newPort(name);
    ports.set(key, known);
    // The longer name is the whole one.
    if (name.length > known.name.length) known.name = name;
    known.alias ||= labels.alias ?? '';
    return known;
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
  return [...ports]
    .sort(
      ([aKey, a], [bKey, b]) =>
        Number(!isConnected(a)) - Number(!isConnected(b)) ||
        aKey.localeCompare(bKey, undefined, { numeric: true }),
    )
    .map(([, port]) => port);
}

/** Both metrics of a port's state count up from the best. */
export function isConnected({ state }: Port): boolean {
  return state === 0;
}

function newPort(name: string): Port {
  return {
    name,
    alias: '',
    state: Number.NaN,
    stateMetric: '',
    speed: Number.NaN,
    received: Number.NaN,
    sent: Number.NaN,
    errors: Number.NaN,
    light: Number.NaN,
  };
}
