import { cpus } from 'node:os';
import { join } from 'node:path';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeType, Reading } from '#probes/probe.ts';
import { kernelFile } from '../kernel-file.ts';
import { LoadConfig } from './config.ts';
import { loadMetrics } from './metrics.ts';
import { parseCpuList } from './parse-cpu-list.ts';
import { parseLoadavg } from './parse-loadavg.ts';

/** How many tasks want a processor, and how many processors there are. */
export const load: ProbeType<LoadConfig> = {
  name: 'load',
  config: LoadConfig,
  metrics: loadMetrics,
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 5_000,
  create: (_config, { procPath, sysPath }) => createLoad(procPath, sysPath),
};

function createLoad(procPath: string, sysPath: string): Probe {
  const averages = kernelFile(join(procPath, 'loadavg'), 128);
  const online = kernelFile(join(sysPath, 'devices', 'system', 'cpu', 'online'), 128);
  const columns = columnsOf(loadMetrics);
  let knownList = '';
  let count = Number.NaN;

  return {
    async collect() {
      const { load1, load5, load15 } = parseLoadavg(averages.read());
      const processors = countProcessors();
      const perCpu = [load1 / processors, load5 / processors, load15 / processors];
      const readings: Reading[] = [];
      pushReadings(readings, columns, [load1, load5, load15, processors, ...perCpu]);
      return { readings };
    },
    async close() {
      averages.close();
      online.close();
    },
  };

  function countProcessors(): number {
    let list = '';
    try {
      list = online.read().toString('latin1');
    } catch {
      // Some containers hide it; then the number at the start has to do.
    }
    if (list !== knownList || Number.isNaN(count)) {
      knownList = list;
      count = parseCpuList(list) || cpus().length;
    }
    return count;
  }
}
