import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeOptions, ProbeType, Reading } from '#probes/probe.ts';
import { pageBytes } from '../page-size.ts';
import type { ProcessStat } from '../parse-pid-stat.ts';
import { processTable } from '../process-table.ts';
import { TICKS_PER_SECOND } from '../top_processes/rank.ts';
import { WatchedProcessesConfig } from './config.ts';
import { processFinder } from './find-processes.ts';
import { lookupMetrics, procstatMetrics } from './metrics.ts';

/** Whether named processes run, and what they use. */
export const watchedProcesses: ProbeType<WatchedProcessesConfig> = {
  name: 'watched_processes',
  config: WatchedProcessesConfig,
  metrics: [...lookupMetrics, ...procstatMetrics],
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 10_000,
  create: createWatchedProcesses,
};

function createWatchedProcesses(config: WatchedProcessesConfig, { procPath, now }: ProbeOptions): Probe {
  const find = processFinder(procPath, processTable(procPath), config);
  const columns = config.processes.map(({ name }) => [
    ...columnsOf(lookupMetrics, [name]),
    ...columnsOf(procstatMetrics, [name]),
  ]);
  let ticksBefore = new Map<string, number>();
  let beforeAtMs = Number.NaN;
  let bytesOfPage = 0;

  return {
    async collect() {
      const readings: Reading[] = [];
      if (config.processes.length === 0) return { readings };
      const nowMs = now();
      const found = find(nowMs);
      const ticks = new Map<string, number>();
      const elapsedSeconds = (nowMs - beforeAtMs) / 1000;
      bytesOfPage ||= pageBytes(procPath);
      for (const [i, processes] of found.entries())
        pushReadings(readings, columns[i] ?? [], values(processes, ticks, elapsedSeconds));
      ticksBefore = ticks;
      beforeAtMs = nowMs;
      return { readings };
    },
    async close() {},
  };

  function values(
    processes: readonly ProcessStat[],
    ticks: Map<string, number>,
    elapsedSeconds: number,
  ): number[] {
    if (processes.length === 0) return [0, 0, Number.NaN, Number.NaN, Number.NaN, Number.NaN];
    let usedTicks = elapsedSeconds > 0 ? 0 : Number.NaN;
    let resident = 0;
    let virtual = 0;
    let threads = 0;
    for (const process of processes) {
      const key = `${process.pid} ${process.startTicks}`;
      ticks.set(key, process.cpuTicks);
      // One that is seen for the first time counts from the next reading on: what it used before is not of this time.
      usedTicks += process.cpuTicks - (ticksBefore.get(key) ?? process.cpuTicks);
      resident += process.residentPages * bytesOfPage;
      virtual += process.virtualBytes;
      threads += process.threads;
    }
    const cpuUsage = (100 * usedTicks) / TICKS_PER_SECOND / elapsedSeconds;
    return [processes.length, processes.length, cpuUsage, resident, virtual, threads];
  }
}
