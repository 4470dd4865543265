import type { MetricKind } from '#protocol/metric.ts';
import type { FakeDevice } from './fake-devices.ts';

/** A pretended series: its value at any time is a function, so that history and live agree. */
export interface FakeSeries {
  target: string;
  metric: string;
  labels: Record<string, string>;
  kind: MetricKind;
  unit: string;
  intervalMs: number;
  at(timeMs: number): number;
}

export interface FakeMachine {
  id: string;
  name: string;
  address: string;
  organisation: string;
  cores: number;
  memoryBytes: number;
  series: FakeSeries[];
  /** Times without data: `[from, to)`; a machine that went silent ends with infinity. */
  silent: [number, number][];
  /** What is asked over the network instead of running an agent. */
  device?: FakeDevice;
}

export const INTERVAL_MS = 5_000;
const GIB = 1024 ** 3;

const NAMES = [
  ['his-app', '门诊应用'],
  ['db-oracle', '核心数据库'],
  ['web', '门户网站'],
  ['front', '前置机'],
  ['emr', '电子病历'],
  ['pacs-store', '影像存储'],
  ['backup', '备份'],
  ['mq', '消息队列'],
] as const;

/** The same machines for the same count. */
export function makeFleet(count: number, startMs: number): FakeMachine[] {
  return Array.from({ length: count }, (_, at) => makeMachine(at, startMs));
}

function makeMachine(at: number, startMs: number): FakeMachine {
  const [latin, chinese] = NAMES[at % NAMES.length];
  const number = String(Math.floor(at / NAMES.length) + 1).padStart(2, '0');
  let name = at % 5 === 0 ? `${chinese}-${number}` : `${latin}-${number}`;
  if (at === 11)
    name = '上海市某区公共卫生数据中心-传染病监测预警平台-生产环境-应用服务器-11.health.example.cn';
  const cores = [2, 4, 8, 16, 32][at % 5];
  const machine: FakeMachine = {
    id: `t-${String(at).padStart(4, '0')}`,
    name,
    address: `10.${20 + (at % 4)}.${Math.floor(at / 200)}.${(at % 200) + 10}`,
    organisation: at % 3 === 0 ? 'centre' : 'default',
    cores,
    memoryBytes: cores * 4 * GIB,
    series: [],
    silent: [],
  };
  if (at === 5) machine.silent.push([startMs - 4 * 60_000, Number.POSITIVE_INFINITY]);
  if (at === 17) machine.silent.push([startMs - 3 * 3_600_000, Number.POSITIVE_INFINITY]);
  if (at === 1) machine.silent.push([startMs - 7 * 60_000, startMs - 4 * 60_000]);
  if (at === 1) machine.silent.push([startMs - 9 * 3_600_000, startMs - 7 * 3_600_000]);
  if (at !== 23) machine.series = seriesOf(machine, at);
  return machine;
}

function seriesOf(machine: FakeMachine, at: number): FakeSeries[] {
  const found: FakeSeries[] = [];
  const add = (
    metric: string,
    unit: string,
    value: (timeMs: number) => number,
    labels: Record<string, string> = {},
    kind: MetricKind = 'gauge',
  ) => found.push({ target: machine.id, metric, labels, kind, unit, intervalMs: INTERVAL_MS, at: value });

  const hot = at === 3;
  const busy = hot ? () => 96 : wave(at, 8 + (at % 7) * 8, 14);
  const active = (timeMs: number) =>
    clamp(busy(timeMs) + noise(at, timeMs) * 6 + (hot ? -noise(at, timeMs) * 4 : 0));
  for (const cpu of ['cpu-total', ...Array.from({ length: machine.cores }, (_, core) => `cpu${core}`)]) {
    const labels = { cpu };
    add('cpu.usage_active', '%', active, labels);
    if (cpu !== 'cpu-total') continue;
    add('cpu.usage_user', '%', (timeMs) => active(timeMs) * 0.6, labels);
    add('cpu.usage_system', '%', (timeMs) => active(timeMs) * 0.25, labels);
    add('cpu.usage_iowait', '%', (timeMs) => active(timeMs) * 0.1 * (1 + noise(at + 9, timeMs)), labels);
    add('cpu.usage_steal', '%', (timeMs) => Math.max(0, noise(at + 5, timeMs)) * 1.5, labels);
  }
  const used = wave(at + 40, at === 9 ? 93 : 35 + (at % 6) * 9, 3);
  add('mem.used_percent', '%', used);
  add('mem.total', 'B', () => machine.memoryBytes);
  add('mem.used', 'B', (timeMs) => (machine.memoryBytes * used(timeMs)) / 100);
  add('mem.available', 'B', (timeMs) => machine.memoryBytes * (1 - used(timeMs) / 100));
  add('swap.used_percent', '%', wave(at + 50, at % 9, 1));
  add('swap.total', 'B', () => 4 * GIB);
  for (const [metric, smooth] of [
    ['load1', 1],
    ['load5', 0.7],
    ['load15', 0.5],
  ] as const) {
    add(`system.${metric}`, '1', (timeMs) => (active(timeMs) / 100) * machine.cores * (0.7 + smooth * 0.3));
  }
  add('system.n_cpus', '1', () => machine.cores);
  add('system.uptime', 's', (timeMs) => timeMs / 1000 - 1.7e9 + at * 7_000);
  const mounts: [string, number, number][] = [
    ['/', 40 * GIB, 30 + (at % 5) * 9],
    ['/data', 2048 * GIB, at === 7 ? 92.4 : at === 13 ? 83 : 40 + (at % 4) * 9],
    ['/var/lib/oracle/oradata/archivelog', 500 * GIB, 20 + (at % 3) * 15],
  ];
  for (const [path, size, percent] of mounts.slice(0, 1 + (at % 3))) {
    const labels = {
      path,
      device: `sd${'abc'[mounts.findIndex((mount) => mount[0] === path)]}1`,
      fstype: 'xfs',
      mode: 'rw',
    };
    const full = (timeMs: number) =>
      clamp(percent + ((timeMs - 1.7855e12) / 86_400_000) * 0.02 * (at % 4) + noise(at, timeMs) * 0.05);
    add('disk.used_percent', '%', full, labels);
    add('disk.total', 'B', () => size, labels);
    add('disk.free', 'B', (timeMs) => size * (1 - full(timeMs) / 100), labels);
    add('disk.used', 'B', (timeMs) => (size * full(timeMs)) / 100, labels);
    add('disk.inodes_used_percent', '%', () => 3 + (at % 20), labels);
  }
  for (const name of ['sda', 'sdb'].slice(0, 1 + (at % 2))) {
    add('diskio.read_bytes', 'B', counter(at + 1, 4e6), { name }, 'counter');
    add('diskio.write_bytes', 'B', counter(at + 2, 9e6), { name }, 'counter');
    add('diskio.io_util', '%', wave(at + 60, 20, 12), { name });
    add('diskio.io_await', 'ms', wave(at + 61, 4, 3), { name });
  }
  for (const name of ['eth0', 'eth1', 'lo'].slice(0, 2 + (at % 2))) {
    add('net.bytes_recv', 'B', counter(at + 3, name === 'eth0' ? 12e6 : 4e5), { interface: name }, 'counter');
    add('net.bytes_sent', 'B', counter(at + 4, name === 'eth0' ? 5e6 : 2e5), { interface: name }, 'counter');
    add('net.err_in', '1', () => 3, { interface: name }, 'counter');
    add('net.drop_in', '1', counter(at + 8, 0.2), { interface: name }, 'counter');
  }
  add('processes.total', '1', (timeMs) => Math.round(300 + noise(at, timeMs) * 20));
  add('processes.running', '1', (timeMs) => Math.round(3 + noise(at, timeMs) * 2));
  add('processes.blocked', '1', (timeMs) => Math.max(0, Math.round(noise(at + 1, timeMs) * 2)));
  add('processes.zombies', '1', () => at % 2);
  add('temp.temp', '°C', wave(at + 70, 48, 4), { sensor: 'coretemp_package_id_0' });
  return found;
}

/** Slow and fast swings around a level, shifted by `seed`. */
function wave(seed: number, level: number, swing: number): (timeMs: number) => number {
  return (timeMs) => {
    const day = Math.sin(((timeMs / 86_400_000) * 2 + seed / 7) * Math.PI);
    const hour = Math.sin(((timeMs / 3_100_000) * 2 + seed) * Math.PI);
    return clamp(level + swing * (0.6 * day + 0.4 * hour) + noise(seed, timeMs) * swing * 0.2);
  };
}

/** Grows by about `perSecond`, with swings; rates of it are never negative. */
function counter(seed: number, perSecond: number): (timeMs: number) => number {
  const period = 900 + seed * 13;
  return (timeMs) => {
    const seconds = timeMs / 1000 - 1.78e9;
    return Math.round(
      perSecond * (seconds + 0.6 * period * (1 - Math.cos(seconds / period)) + Math.sin(seconds / 40) * 8),
    );
  };
}

function noise(seed: number, timeMs: number): number {
  const x = Math.sin((Math.floor(timeMs / INTERVAL_MS) % 100_000) * 12.9898 + seed * 78.233) * 43_758.5453;
  return (x - Math.floor(x)) * 2 - 1;
}

function clamp(value: number): number {
  return Math.max(0, Math.min(100, value));
}

/** True when the machine sent nothing then. */
export function isSilent(machine: FakeMachine, timeMs: number): boolean {
  return machine.silent.some(([from, to]) => timeMs >= from && timeMs < to);
}
