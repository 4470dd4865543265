import { cpus, freemem, loadavg, totalmem, uptime } from 'node:os';
import { columnOf, columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeOptions, ProbeType, Reading } from '#probes/probe.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';
import { usageMetrics } from '../cpu/metrics.ts';
import { spaceMetrics } from '../disk/metrics.ts';
import { loadMetrics } from '../load/metrics.ts';
import { memoryMetrics } from '../memory/metrics.ts';
import { trafficMetrics } from '../net/metrics.ts';
import { uptimeMetrics } from '../uptime/metrics.ts';
import { PortableConfig } from './config.ts';
import { type CoreTimes, coreUsage, totalTimes } from './core-usage.ts';
import { readSlowly, type SlowReadings } from './slow-readings.ts';

const pick = (metrics: readonly MetricDefinition[], names: readonly string[]) =>
  names.map((name) => metrics.find((metric) => metric.name === name)!);

const cpuMetrics = pick(usageMetrics, [
  'cpu.usage_active',
  'cpu.usage_user',
  'cpu.usage_system',
  'cpu.usage_idle',
]);
const memMetrics = pick(memoryMetrics, [
  'mem.total',
  'mem.available',
  'mem.used',
  'mem.available_percent',
  'mem.used_percent',
]);
const averageMetrics = pick(loadMetrics, ['system.load1', 'system.load5', 'system.load15']);
/** Packets are told on neither platform. */
const netMetrics = pick(trafficMetrics, [
  'net.bytes_recv',
  'net.err_in',
  'net.drop_in',
  'net.bytes_sent',
  'net.err_out',
  'net.drop_out',
]);
const countMetric = pick(loadMetrics, ['system.n_cpus'])[0]!;

/** File systems and interfaces are asked by starting programs, which costs too much for each interval. */
const SLOW_EVERY_MS = 60_000;

/** What Windows and macOS tell through Node and `systeminformation`, under the names that Linux has. */
export const portable: ProbeType<PortableConfig> = {
  name: 'portable',
  config: PortableConfig,
  metrics: [
    ...cpuMetrics,
    ...averageMetrics,
    countMetric,
    ...memMetrics,
    ...uptimeMetrics,
    ...spaceMetrics,
    ...netMetrics,
  ],
  platforms: ['win32', 'darwin'],
  every: { intervals: 1 },
  timeoutMs: 5_000,
  create: (config, options) => createPortable(config, options),
};

/** Makes the probe; what is slow can be replaced in tests. */
export function createPortable(config: PortableConfig, { now }: ProbeOptions, slowly = readSlowly): Probe {
  const fixed = [
    ...columnsOf(process.platform === 'win32' ? [] : averageMetrics),
    ...columnsOf([countMetric, ...memMetrics, ...uptimeMetrics]),
  ];
  const columns = new Map<string, Column[]>();
  let before: CoreTimes[] = [];
  let slow: SlowReadings = { disks: [], interfaces: [], skipped: [] };
  let slowIsFresh = false;
  let slowIsUnderWay = false;
  let askedAtMs = Number.NEGATIVE_INFINITY;

  return {
    async collect() {
      askSlowly(now());
      const fresh = slowIsFresh;
      slowIsFresh = false;
      const readings: Reading[] = [];
      pushCpus(readings);
      pushReadings(readings, fixed, fixedValues());
      // The same series each time; those that were not asked for this time are not read.
      for (const { labels, values } of slow.disks) pushKept(readings, spaceMetrics, labels, values, fresh);
      for (const { labels, values } of slow.interfaces) pushKept(readings, netMetrics, labels, values, fresh);
      return { readings, skipped: slow.skipped };
    },
    async close() {},
  };

  /** Beside the collections, which do not wait: the answer goes out with the next one. */
  function askSlowly(nowMs: number): void {
    if (slowIsUnderWay || Math.abs(nowMs - askedAtMs) < SLOW_EVERY_MS) return;
    askedAtMs = nowMs;
    slowIsUnderWay = true;
    slowly()
      .catch((error: Error) => ({ ...slow, skipped: [{ what: 'systeminformation', why: error.message }] }))
      .then((answer) => {
        slow = answer;
        slowIsFresh = true;
        slowIsUnderWay = false;
      });
  }

  function pushCpus(readings: Reading[]): void {
    const times = cpus().map((core) => core.times);
    const same = before.length === times.length;
    const earlier = same ? totalTimes(before) : undefined;
    pushReadings(readings, kept(cpuMetrics, ['cpu-total']), coreUsage(totalTimes(times), earlier));
    if (config.perCore)
      for (const [i, core] of times.entries())
        pushReadings(readings, kept(cpuMetrics, [`cpu${i}`]), coreUsage(core, same ? before[i] : undefined));
    before = times;
  }

  function pushKept(
    readings: Reading[],
    metrics: readonly MetricDefinition[],
    labels: readonly string[],
    values: readonly number[],
    fresh: boolean,
  ): void {
    pushReadings(readings, kept(metrics, labels), fresh ? values : values.map(() => Number.NaN));
  }

  function kept(metrics: readonly MetricDefinition[], labels: readonly string[]): Column[] {
    const key = JSON.stringify([metrics[0]?.name, ...labels]);
    let found = columns.get(key);
    if (found === undefined) {
      found = metrics.map((metric) => columnOf(metric, labels));
      columns.set(key, found);
    }
    return found;
  }
}

function fixedValues(): number[] {
  const total = totalmem();
  const available = freemem();
  const used = total - available;
  return [
    ...(process.platform === 'win32' ? [] : loadavg()),
    cpus().length,
    total,
    available,
    used,
    (100 * available) / total,
    (100 * used) / total,
    Math.floor(uptime()),
  ];
}
