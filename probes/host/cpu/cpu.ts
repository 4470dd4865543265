import { join } from 'node:path';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeType, Reading } from '#probes/probe.ts';
import type { Column } from '#protocol/schema.ts';
import { kernelFile } from '../kernel-file.ts';
import { CpuConfig } from './config.ts';
import { CORE_METRICS, kernelMetrics, usageMetrics } from './metrics.ts';
import { parseProcStat } from './parse-proc-stat.ts';
import { cpuUsage } from './usage.ts';

/** How the processors spend their time, in total and core by core. */
export const cpu: ProbeType<CpuConfig> = {
  name: 'cpu',
  config: CpuConfig,
  metrics: [...usageMetrics, ...kernelMetrics],
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 5_000,
  create: (config, { procPath }) => createCpu(config, join(procPath, 'stat')),
};

function createCpu(config: CpuConfig, path: string): Probe {
  const file = kernelFile(path);
  const totalColumns = columnsOf(usageMetrics, ['cpu-total']);
  const kernelColumns = columnsOf(kernelMetrics);
  const coreColumns = new Map<number, Column[]>();
  const shares = new Float64Array(usageMetrics.length);
  let totalBefore: Float64Array | undefined;
  let coresBefore = new Map<number, Float64Array>();

  return {
    async collect() {
      const stat = parseProcStat(file.read());
      const readings: Reading[] = [];
      cpuUsage(stat.total, totalBefore, shares);
      totalBefore = stat.total;
      pushReadings(readings, totalColumns, shares);
      if (config.perCore) pushCores(readings, stat.cores);
      pushReadings(readings, kernelColumns, [stat.interrupts, stat.contextSwitches, stat.forks]);
      return { readings };
    },
    async close() {
      file.close();
    },
  };

  function pushCores(readings: Reading[], cores: readonly { index: number; times: Float64Array }[]): void {
    const seen = new Map<number, Float64Array>();
    for (const { index, times } of cores) {
      cpuUsage(times, coresBefore.get(index), shares);
      seen.set(index, times);
      pushReadings(readings, columnsOfCore(index), shares);
    }
    coresBefore = seen;
  }

  function columnsOfCore(index: number): Column[] {
    let columns = coreColumns.get(index);
    if (columns === undefined) {
      columns = columnsOf(usageMetrics.slice(0, CORE_METRICS), [`cpu${index}`]);
      coreColumns.set(index, columns);
    }
    return columns;
  }
}
