import type { MetricDefinition } from '../metric.ts';

/** Lines and files that are watched. */
export const logMetrics: readonly MetricDefinition[] = [];
