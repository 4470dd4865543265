import type { MetricDefinition } from '#protocol/metric.ts';
import { vocabulary } from '#protocol/vocabulary/vocabulary.ts';
import { kernelMetrics, usageMetrics } from '../host/cpu/metrics.ts';
import { inodeMetrics, spaceMetrics } from '../host/disk/metrics.ts';
import { loadMetrics } from '../host/load/metrics.ts';
import { memoryMetrics } from '../host/memory/metrics.ts';
import { processesMetrics } from '../host/processes/metrics.ts';
import { swapMetrics } from '../host/swap/metrics.ts';
import { systemdMetrics } from '../host/systemd/metrics.ts';
import { uptimeMetrics } from '../host/uptime/metrics.ts';

/** What is told in the words of all devices. */
const OF_DEVICES = [
  'cpu.usage_active',
  'mem.used_percent',
  'mem.total',
  'mem.used',
  'hardware.state',
  'hardware.redundancy_lost',
  'hardware.temperature_celsius',
  'hardware.fan_percent',
  'hardware.fan_rpm',
  'hardware.power_watts',
  'hardware.voltage_volts',
  'hardware.current_amps',
  'net.link_state',
  'net.speed',
  'net.err_in',
  'net.err_out',
  'device.uptime_seconds',
  'device.neighbours',
  'config.fingerprint',
  'systemd_units.active_code',
];

/** What hosts tell, as the probes of the host name it. */
const ofHosts: readonly MetricDefinition[] = [
  ...usageMetrics,
  ...kernelMetrics,
  ...loadMetrics,
  ...memoryMetrics,
  ...swapMetrics.slice(0, 4),
  ...spaceMetrics,
  ...inodeMetrics,
  ...processesMetrics,
  ...uptimeMetrics,
  ...systemdMetrics,
];

const ofDevices = vocabulary.filter(({ name }) => OF_DEVICES.includes(name));

/** Every metric that the probe may send; one that both kinds tell stands here with the labels of devices. */
export const sshMetrics: readonly MetricDefinition[] = [
  ...ofDevices,
  ...ofHosts.filter(({ name }) => !OF_DEVICES.includes(name)),
];
