import { metricTitle, type Words } from '../../words/words.ts';
import { FILE_FIELDS, LOG_FIELDS } from './device/inside-subjects.ts';

/** A metric in a chart. */
export interface PanelMetric {
  metric: string;
  /** A total that only grows: its rate is drawn. */
  counter?: boolean;
  /** What values are multiplied with before they are drawn: bytes become bits. */
  factor?: number;
  dashed?: boolean;
}

/** One chart of a machine. */
export interface Panel {
  /** Has a word; of a panel that is made for metrics nobody planned for it is the metric. */
  id: keyof Words['machine']['panels'] | `metric:${string}`;
  unit: string;
  metrics: readonly PanelMetric[];
  /** Only series with this label value; the rest is detail. */
  only?: { label: string; value: string };
  /** Series that say nothing here. */
  without?(labels: Readonly<Record<string, string>>): boolean;
  /** Subject under which it stands; those without one stand first. */
  group?: string;
  /** Left out while every value is zero: errors that there are not need no chart. */
  quietWhenZero?: boolean;
}

/** What a panel is called. */
export function panelTitle(words: Words, { id }: Panel): string {
  if (id.startsWith('metric:')) return metricTitle(words, id.slice('metric:'.length));
  return words.machine.panels[id as keyof Words['machine']['panels']];
}

/** Interfaces that carry nothing of the outside. */
export const inner = (labels: Readonly<Record<string, string>>) =>
  /^(lo|all|veth|docker|br-|virbr|cali|cni|flannel|inloopback|null|console|aux)/i.test(
    labels.interface ?? '',
  );

/** The charts of a machine, most asked for first. What a machine does not send is not shown. */
export const PANELS: readonly Panel[] = [
  {
    id: 'cpu',
    unit: '%',
    only: { label: 'cpu', value: 'cpu-total' },
    metrics: [
      { metric: 'cpu.usage_active' },
      { metric: 'cpu.usage_user' },
      { metric: 'cpu.usage_system' },
      { metric: 'cpu.usage_iowait' },
      { metric: 'cpu.usage_steal' },
    ],
  },
  { id: 'memory', unit: '%', metrics: [{ metric: 'mem.used_percent' }, { metric: 'swap.used_percent' }] },
  {
    id: 'load',
    unit: '1',
    metrics: [{ metric: 'system.load1' }, { metric: 'system.load5' }, { metric: 'system.load15' }],
  },
  {
    id: 'network',
    unit: 'b/s',
    without: inner,
    metrics: [
      { metric: 'net.bytes_recv', counter: true, factor: 8 },
      { metric: 'net.bytes_sent', counter: true, factor: 8, dashed: true },
    ],
  },
  {
    id: 'throughput',
    unit: 'B/s',
    metrics: [
      { metric: 'diskio.read_bytes', counter: true },
      { metric: 'diskio.write_bytes', counter: true, dashed: true },
    ],
  },
  { id: 'utilisation', unit: '%', metrics: [{ metric: 'diskio.io_util' }] },
  { id: 'await', unit: 'ms', metrics: [{ metric: 'diskio.io_await' }] },
  { id: 'space', unit: '%', metrics: [{ metric: 'disk.used_percent' }] },
  { id: 'pressure', unit: '%', metrics: [{ metric: 'pressure.avg10' }] },
  {
    id: 'processes',
    unit: '1',
    metrics: [
      { metric: 'processes.total' },
      { metric: 'processes.running' },
      { metric: 'processes.blocked' },
    ],
  },
  { id: 'sockets', unit: '1', metrics: [{ metric: 'sockstat.tcp_inuse' }, { metric: 'sockstat.tcp_tw' }] },
  { id: 'agents', unit: '1', metrics: [{ metric: 'ward.agents_connected' }] },
  { id: 'storeBehind', unit: 's', metrics: [{ metric: 'ward.store_behind_seconds' }] },
  { id: 'journal', unit: 'B', metrics: [{ metric: 'ward.journal_bytes' }] },
  { id: 'temperature', unit: '°C', metrics: [{ metric: 'temp.temp' }] },
  {
    id: 'networkTrouble',
    unit: '1/s',
    without: inner,
    quietWhenZero: true,
    metrics: [
      { metric: 'net.err_in', counter: true },
      { metric: 'net.err_out', counter: true },
      { metric: 'net.drop_in', counter: true, dashed: true },
      { metric: 'net.drop_out', counter: true, dashed: true },
    ],
  },
];

/** Metrics that tables and plates need beside those of the charts. */
const BESIDE: readonly string[] = [
  'mem.total',
  'mem.used',
  'swap.total',
  'system.n_cpus',
  'system.uptime',
  'disk.total',
  'disk.free',
  'disk.inodes_used_percent',
];

/** Everything that the page of a machine watches; single cores of one machine are few enough to come along. */
export const MACHINE_METRICS: readonly string[] = [
  ...new Set([
    ...PANELS.flatMap((panel) => panel.metrics.map(({ metric }) => metric)),
    ...BESIDE,
    ...FILE_FIELDS.map((field) => `files.${field}`),
    ...LOG_FIELDS.map((field) => `logs.${field}`),
  ]),
];
