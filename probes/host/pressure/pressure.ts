import { join } from 'node:path';
import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, ProbeType, Reading } from '#probes/probe.ts';
import type { Column } from '#protocol/schema.ts';
import { kernelFile } from '../kernel-file.ts';
import { PressureConfig } from './config.ts';
import { pressureMetrics } from './metrics.ts';
import { parsePressure } from './parse-pressure.ts';

/** How much time is lost because processors, memory or disks are short. */
export const pressure: ProbeType<PressureConfig> = {
  name: 'pressure',
  config: PressureConfig,
  metrics: pressureMetrics,
  platforms: ['linux'],
  every: { intervals: 1 },
  timeoutMs: 5_000,
  create: (_config, { procPath }) => createPressure(join(procPath, 'pressure')),
};

function createPressure(directory: string): Probe {
  const resources = ['cpu', 'memory', 'io'].map((name) => ({
    name,
    file: kernelFile(join(directory, name), 256),
    columns: new Map<string, Column[]>(),
  }));

  return {
    async collect() {
      const readings: Reading[] = [];
      const skipped: { what: string; why: string }[] = [];
      for (const { name, file, columns } of resources) {
        try {
          for (const { type, values } of parsePressure(file.read())) {
            // For processors the kernel always writes 0 here; Telegraf leaves it out too.
            if (name === 'cpu' && type === 'full') continue;
            pushReadings(readings, columnsOfType(columns, name, type), values);
          }
        } catch (error) {
          skipped.push({ what: name, why: reason(error as NodeJS.ErrnoException) });
        }
      }
      return { readings, skipped };
    },
    async close() {
      for (const { file } of resources) file.close();
    },
  };
}

function columnsOfType(columns: Map<string, Column[]>, resource: string, type: string): Column[] {
  let found = columns.get(type);
  if (found === undefined) {
    found = columnsOf(pressureMetrics, [resource, type]);
    columns.set(type, found);
  }
  return found;
}

function reason(error: NodeJS.ErrnoException): string {
  if (error.code === 'ENOENT') return 'this kernel does not measure it (4.20 does)';
  if (error.code === 'EOPNOTSUPP') return 'switched off in this kernel (psi=1 at its start switches it on)';
  return error.message;
}
