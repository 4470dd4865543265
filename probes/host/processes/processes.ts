import { join } from 'node:path';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeOptions, ProbeType, Reading } from '#probes/probe.ts';
import { kernelFile } from '../kernel-file.ts';
import { parseLoadavg } from '../load/parse-loadavg.ts';
import { processTable } from '../process-table.ts';
import { ProcessesConfig } from './config.ts';
import { countStates } from './count-states.ts';
import { processesMetrics } from './metrics.ts';

/** A little more than the minute of the top list, so that its scan serves here too. */
const SCAN_EVERY_MS = 65_000;

/**
 * How many processes there are and what they do. The kernel counts running and all threads by itself: these are
 * fresh each time. The other states need a look at every process, which is taken about once a minute.
 */
export const processes: ProbeType<ProcessesConfig> = {
  name: 'processes',
  config: ProcessesConfig,
  metrics: processesMetrics,
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 5_000,
  create: (_config, options) => createProcesses(options),
};

function createProcesses({ procPath, now }: ProbeOptions): Probe {
  const file = kernelFile(join(procPath, 'loadavg'), 128);
  const table = processTable(procPath);
  const columns = columnsOf(processesMetrics);
  return {
    async collect() {
      const { running, threads } = parseLoadavg(file.read());
      const { processes } = table.scan(now(), SCAN_EVERY_MS);
      const readings: Reading[] = [];
      pushReadings(readings, columns, [running, threads, ...countStates(processes)]);
      return { readings };
    },
    async close() {
      file.close();
    },
  };
}
