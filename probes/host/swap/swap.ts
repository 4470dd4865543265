import { join } from 'node:path';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeType, Reading } from '#probes/probe.ts';
import { kernelFile } from '../kernel-file.ts';
import { pageBytes } from '../page-size.ts';
import { SwapConfig } from './config.ts';
import { swapMetrics } from './metrics.ts';
import { parseSwapSpace, parseSwapTraffic } from './parse-swap.ts';

/** How much swap space is used and how much goes in and out. */
export const swap: ProbeType<SwapConfig> = {
  name: 'swap',
  config: SwapConfig,
  metrics: swapMetrics,
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 5_000,
  create: (_config, { procPath }) => createSwap(procPath),
};

function createSwap(procPath: string): Probe {
  const meminfo = kernelFile(join(procPath, 'meminfo'));
  const vmstat = kernelFile(join(procPath, 'vmstat'), 8192);
  const columns = columnsOf(swapMetrics);
  let bytesOfPage: number | undefined;

  return {
    async collect() {
      bytesOfPage ??= pageBytes(procPath);
      const readings: Reading[] = [];
      pushReadings(readings, columns, [
        ...parseSwapSpace(meminfo.read()),
        ...parseSwapTraffic(vmstat.read(), bytesOfPage),
      ]);
      return { readings };
    },
    async close() {
      meminfo.close();
      vmstat.close();
    },
  };
}
