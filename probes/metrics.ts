import type { MetricDefinition } from '#protocol/metric.ts';
import type { Column } from '#protocol/schema.ts';
import type { Reading } from './probe.ts';

export { defineMetrics } from '#protocol/define-metrics.ts';

/** The series of a metric with these label values, in the order of the definition's label names. */
export function columnOf(metric: MetricDefinition, labelValues: readonly string[] = []): Column {
  const labels: Record<string, string> = {};
  for (const [i, name] of metric.labels.entries()) labels[name] = labelValues[i] ?? '';
  return { metric: metric.name, labels, kind: metric.kind, unit: metric.unit };
}

/** One column for each metric, all with the same label values. */
export function columnsOf(
  metrics: readonly MetricDefinition[],
  labelValues: readonly string[] = [],
): Column[] {
  return metrics.map((metric) => columnOf(metric, labelValues));
}

/** Adds one reading for each column; the values stand in the same order. */
export function pushReadings(into: Reading[], columns: readonly Column[], values: ArrayLike<number>): void {
  for (let i = 0; i < columns.length; i++)
    into.push({ column: columns[i] as Column, value: values[i] as number });
}
