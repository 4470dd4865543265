import type { MetricDefinition } from '../metric.ts';

/** Pages and certificates. */
export const webMetrics: readonly MetricDefinition[] = [];
