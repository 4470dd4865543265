import type { Schema } from '#protocol/schema.ts';

/** Metrics of one subject, and so fields of one line: about what a line of Telegraf holds. */
export const FIELDS_A_LINE = 10;

/** Metric of a column, `bench00.m001`: ten columns share a subject, and so a line of line protocol. */
export function metricOf(column: number): string {
  return `${subjectOf(column)}.${fieldOf(column)}`;
}

export function subjectOf(column: number): string {
  return `bench${String(Math.floor(column / FIELDS_A_LINE)).padStart(2, '0')}`;
}

export function fieldOf(column: number): string {
  return column === 0 ? 'sent_at' : `m${String(column).padStart(3, '0')}`;
}

/** Column 0 carries the moment of sending, so that a receiver on the same machine can tell the delay. */
export const SENT_AT_METRIC: string = metricOf(0);

/** The display label of a played host. */
export function hostnameOf(host: number): string {
  return `bench-${host}`;
}

/** What the pages show of a host; the first column of a played schema stays the moment of sending. */
const HOST_SERIES: readonly (readonly [metric: string, labels: Record<string, string>])[] = [
  ['cpu.usage_active', { cpu: 'cpu-total' }],
  ['mem.used_percent', {}],
  ['system.load1', {}],
  ['system.n_cpus', {}],
  ['agent.uptime_seconds', {}],
  ...['/', '/var', '/data', '/data2', '/backup'].map((path) => ['disk.used_percent', { path }] as const),
  ...['eth0', 'eth1', 'eth2'].flatMap((name) => [
    ['net.bytes_recv', { interface: name }] as const,
    ['net.bytes_sent', { interface: name }] as const,
  ]),
  ...Array.from({ length: 16 }, (_, core) => ['cpu.usage_active', { cpu: `cpu${core}` }] as const),
];

/** The schema of a played agent; `likeHosts`: its first columns are what an agent on a server sends. */
export function playedSchema(target: string, columns: number, likeHosts = false): Schema {
  return {
    probe: 'bench',
    target,
    intervalMs: 10_000,
    columns: Array.from({ length: columns }, (_, column) => {
      const [metric, labels] = (likeHosts && HOST_SERIES[column - 1]) || [metricOf(column), {}];
      return { metric, labels, kind: 'gauge', unit: '%' };
    }),
  };
}
