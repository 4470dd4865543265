import { columnsOf, pushReadings } from '#probes/metrics.ts';
import type { Probe, Reading } from '#probes/probe.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import { kernelFile } from './kernel-file.ts';

/** A probe that reads one kernel file into the same series each time; `parse` gives their values in order. */
export function oneFileProbe(
  path: string,
  metrics: readonly MetricDefinition[],
  parse: (bytes: Buffer) => ArrayLike<number>,
): Probe {
  const file = kernelFile(path);
  const columns = columnsOf(metrics);
  return {
    async collect() {
      const readings: Reading[] = [];
      pushReadings(readings, columns, parse(file.read()));
      return { readings };
    },
    async close() {
      file.close();
    },
  };
}
