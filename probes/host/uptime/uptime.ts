import { join } from 'node:path';
import type { ProbeType } from '#probes/probe.ts';
import { oneFileProbe } from '../one-file-probe.ts';
import { UptimeConfig } from './config.ts';
import { uptimeMetrics } from './metrics.ts';
import { parseUptime } from './parse-uptime.ts';

/** How long the machine has been up: a fall means that it was started again. */
export const uptime: ProbeType<UptimeConfig> = {
  name: 'uptime',
  config: UptimeConfig,
  metrics: uptimeMetrics,
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 5_000,
  create: (_config, { procPath }) => oneFileProbe(join(procPath, 'uptime'), uptimeMetrics, parseUptime),
};
