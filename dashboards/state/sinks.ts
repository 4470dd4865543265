import type { LiveSelection, LiveSeries } from '#protocol/live.ts';
import type { FleetSort } from './fleet-order.ts';
import type { Machine } from './machine.ts';
import { RateMeter } from './rate.ts';
import { noReading, type Reading } from './reading.ts';

/** Takes one value of a series to where it belongs. */
export type Sink = (timeMs: number, value: number) => void;

/** The label value that stands for all cores. */
export const ALL_CORES = 'cpu-total';

/** What says at a glance how a device is that is no host; of several series of one the worst is shown. */
export const DEVICE_FIGURES: readonly string[] = [
  'job.state',
  'job.last_success_age_seconds',
  'page.state',
  'http_response.response_time',
  'certificate.days_left',
  'site.columns_missing',
  'site.broken_links',
  'database_space.used_percent',
  'database.sessions_percent',
  'database_replication.lag_seconds',
  'database.blocked_sessions',
  'middleware.busy_percent',
  'middleware.heap_used_percent',
  'middleware.connections',
  'middleware_queue.messages',
  'ping.average_response_ms',
  'ping.percent_packet_loss',
  'net_response.result_code',
  'net_response.response_time',
  'dns_query.query_time_ms',
  'ntp_server.offset_seconds',
  'ups.output_source',
  'ups.charge_percent',
  'ups.runtime_minutes',
  'ups.load_percent',
  'cooling.state',
  'cooling.return_temperature_celsius',
  'cooling.return_humidity_percent',
  'room.temperature_celsius',
  'room.humidity_percent',
  'storage.used_percent',
  'firewall.sessions',
];

/** Targets that agents and the collector tell about themselves; all others are devices. */
export const HOST_KINDS: readonly string[] = ['server', 'collector'];

/** What is shown of a target beside its processor. */
const SHOWN_METRICS: readonly string[] = [
  'mem.used_percent',
  'system.load1',
  'system.n_cpus',
  'disk.used_percent',
  'net.bytes_recv',
  'net.bytes_sent',
  ...DEVICE_FIGURES,
];

/**
 * What to watch of these machines, to show them in a list. The processors of devices have names of their own, and they
 * have few; of hosts what stands for all cores is enough.
 */
export function shownSelections(machines: readonly Machine[]): LiveSelection[] {
  const targets = machines.map(({ target }) => target.id);
  return [...cpuSelections(machines), { metrics: [...SHOWN_METRICS], targets }];
}

/** What to watch of all machines, to put them into an order by a value; nothing for orders that need none. */
export function sortSelections(sort: FleetSort, machines: readonly Machine[]): LiveSelection[] {
  switch (sort) {
    case 'cpu':
      return cpuSelections(machines);
    case 'memory':
      return [{ metrics: ['mem.used_percent'] }];
    case 'disk':
      return [{ metrics: ['disk.used_percent'] }];
    case 'load':
      return [{ metrics: ['system.load1', 'system.n_cpus'] }];
    case 'network':
      return [{ metrics: ['net.bytes_recv', 'net.bytes_sent'] }];
    case 'worst':
    case 'name':
      return [];
  }
}

function cpuSelections(machines: readonly Machine[]): LiveSelection[] {
  const [hosts, devices]: [string[], string[]] = [[], []];
  for (const { target } of machines) (HOST_KINDS.includes(target.kind) ? hosts : devices).push(target.id);
  const metrics = ['cpu.usage_active'];
  const found: LiveSelection[] = [];
  if (hosts.length > 0) found.push({ metrics, labels: { cpu: ALL_CORES }, ...within(hosts) });
  if (devices.length > 0) found.push({ metrics, ...within(devices) });
  return found;
}

/** As many targets the collector takes in one selection; of more all are watched. */
const MOST_TARGETS = 5_000;

function within(targets: string[]): Pick<LiveSelection, 'targets'> {
  return targets.length > MOST_TARGETS ? {} : { targets };
}

/** Where the values of a series go on its machine; undefined for those the overview does not show. */
export function sinkFor(machine: Machine, series: LiveSeries): Sink | undefined {
  const { labels, intervalMs } = series;
  switch (series.metric) {
    case 'cpu.usage_active': {
      if (labels.cpu !== ALL_CORES) return intoCpuPart(machine, intervalMs);
      machine.cpuByPart = false;
      const keep = into(machine.cpu, intervalMs);
      return (timeMs, value) => {
        keep(timeMs, value);
        machine.cpuTrail.add(timeMs, value);
      };
    }
    case 'mem.used_percent':
      return into(machine.memory, intervalMs);
    case 'system.load1':
      return into(machine.load, intervalMs);
    case 'system.n_cpus':
      return (_timeMs, value) => {
        machine.cores = value;
      };
    case 'disk.used_percent': {
      const path = labels.path ?? labels.device ?? '';
      const reading = machine.disks.get(path) ?? noReading();
      machine.disks.set(path, reading);
      return into(reading, intervalMs);
    }
    case 'net.bytes_recv':
      return intoPort(machine, series, 'received');
    case 'net.bytes_sent':
      return intoPort(machine, series, 'sent');
    default:
      return DEVICE_FIGURES.includes(series.metric) ? intoFigure(machine, series) : undefined;
  }
}

/** Interfaces that carry nothing of the outside: what passes them is counted elsewhere too. */
export function isInnerPort(name: string): boolean {
  return /^(lo|all|veth|docker|br-|virbr|cali|cni|flannel|tunl|tap|ifb|dummy)/.test(name);
}

function into(reading: Reading, intervalMs: number): Sink {
  reading.intervalMs = intervalMs;
  return (timeMs, value) => {
    if (timeMs < reading.timeMs) return;
    reading.value = value;
    reading.timeMs = timeMs;
  };
}

/** Of charge and time left the least is the worst, of everything else the most. */
const LESS_IS_WORSE = /charge|runtime|days_left/;

/** Of several boards or controllers the busiest. */
function intoCpuPart(machine: Machine, intervalMs: number): Sink {
  const { cpu } = machine;
  return (timeMs, value) => {
    if (!machine.cpuByPart) return;
    cpu.intervalMs = intervalMs;
    if (timeMs < cpu.timeMs || (timeMs === cpu.timeMs && !(value > cpu.value))) return;
    cpu.value = value;
    cpu.timeMs = timeMs;
    machine.cpuTrail.add(timeMs, value);
  };
}

function intoFigure(machine: Machine, { metric, unit, intervalMs }: LiveSeries): Sink {
  const figure = machine.figures.get(metric) ?? { metric, unit, reading: noReading() };
  machine.figures.set(metric, figure);
  const { reading } = figure;
  reading.intervalMs = intervalMs;
  return (timeMs, value) => {
    const isWorse = LESS_IS_WORSE.test(metric) ? value < reading.value : value > reading.value;
    // Those of one collection have one time: the first of a newer one begins anew.
    if (timeMs < reading.timeMs || (timeMs === reading.timeMs && !isWorse)) return;
    reading.value = value;
    reading.timeMs = timeMs;
  };
}

function intoPort(machine: Machine, series: LiveSeries, way: 'received' | 'sent'): Sink | undefined {
  const name = series.labels.interface ?? '';
  if (isInnerPort(name)) return undefined;
  const port = machine.ports.get(name) ?? { received: Number.NaN, sent: Number.NaN };
  machine.ports.set(name, port);
  const meter = new RateMeter();
  const { network } = machine;
  network.intervalMs = series.intervalMs;
  return (timeMs, value) => {
    // The first reading makes no rate: what history told stays.
    const begun = meter.begun;
    const rate = meter.take(timeMs, value);
    if (begun) port[way] = rate;
    const busiest = machine.busiestPort?.port;
    if (!busiest || timeMs < network.timeMs) return;
    network.timeMs = timeMs;
    network.value = busiest.received + busiest.sent;
  };
}
