import type { Explanation } from '#protocol/explanation.ts';
import type { MetricDefinition } from '#protocol/metric.ts';
import type { Reading } from '../probe.ts';
import { wordOf } from './series.ts';

/** Readings as an explanation shows them. */
export function explainedReadings(
  metrics: readonly MetricDefinition[],
  readings: readonly Reading[],
): Explanation['readings'] {
  return readings.slice(0, 5_000).map(({ column, value }) => ({
    metric: column.metric,
    labels: column.labels,
    value: Number.isFinite(value) ? value : null,
    unit: column.unit,
    word: wordOf(metrics, column.metric, value),
  }));
}
