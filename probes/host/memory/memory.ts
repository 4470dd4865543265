import { join } from 'node:path';
import type { ProbeType } from '#probes/probe.ts';
import { oneFileProbe } from '../one-file-probe.ts';
import { MemoryConfig } from './config.ts';
import { memoryMetrics } from './metrics.ts';
import { parseMeminfo } from './parse-meminfo.ts';

/** How much memory there is and what holds it. */
export const memory: ProbeType<MemoryConfig> = {
  name: 'memory',
  config: MemoryConfig,
  metrics: memoryMetrics,
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 5_000,
  create: (_config, { procPath }) => oneFileProbe(join(procPath, 'meminfo'), memoryMetrics, parseMeminfo),
};
