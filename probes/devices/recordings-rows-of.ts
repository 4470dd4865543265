import type { DeviceLimits } from '#protocol/device-limits.ts';
import type { RecordingRow } from './recordings-rows.ts';

/** One row of a table about one walk. */
export type Expected = readonly [
  metric: string,
  labels: Record<string, string>,
  value: RecordingRow['value'],
  unit?: string,
  limits?: DeviceLimits,
];

/** The rows of one walk. */
export function rowsOf(file: string, expected: readonly Expected[]): RecordingRow[] {
  return expected.map(([metric, labels, value, unit, limits]) => ({
    file,
    metric,
    labels,
    value,
    ...(unit !== undefined && { unit }),
    ...(limits && { limits }),
  }));
}
