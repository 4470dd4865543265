import { join } from 'node:path';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeType, Reading } from '#probes/probe.ts';
import { kernelFile } from '../kernel-file.ts';
import { OomConfig } from './config.ts';
import { oomMetrics } from './metrics.ts';
import { parseOomKill } from './parse-vmstat.ts';

/** Whether the kernel had to kill processes because memory ran out. */
export const oom: ProbeType<OomConfig> = {
  name: 'oom',
  config: OomConfig,
  metrics: oomMetrics,
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 5_000,
  create: (_config, { procPath }) => createOom(join(procPath, 'vmstat')),
};

function createOom(path: string): Probe {
  const file = kernelFile(path, 8192);
  const columns = columnsOf(oomMetrics);
  return {
    async collect() {
      const kills = parseOomKill(file.read());
      if (Number.isNaN(kills))
        return {
          readings: [],
          skipped: [{ what: 'oom_kill', why: 'this kernel does not count it (4.13 does)' }],
        };
      const readings: Reading[] = [];
      pushReadings(readings, columns, [kills]);
      return { readings };
    },
    async close() {
      file.close();
    },
  };
}
