import { join } from 'node:path';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeType, Reading } from '#probes/probe.ts';
import { kernelFile } from '../kernel-file.ts';
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
  create: (_config, { procPath }) => createMemory(join(procPath, 'meminfo')),
};

function createMemory(path: string): Probe {
  const file = kernelFile(path);
  const columns = columnsOf(memoryMetrics);
  return {
    async collect() {
      const readings: Reading[] = [];
      pushReadings(readings, columns, parseMeminfo(file.read()));
      return { readings };
    },
    async close() {
      file.close();
    },
  };
}
