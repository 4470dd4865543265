import type { MetricDefinition } from '#protocol/metric.ts';
import { lineMetrics } from '#protocol/vocabulary/log.ts';

/** Counts of matching lines. */
export const matchesMetric: MetricDefinition = lineMetrics[0] as MetricDefinition;

/** What is told of each source, in this order. */
export const sourceMetrics: readonly MetricDefinition[] = lineMetrics.slice(1);
