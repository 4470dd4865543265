import type { MetricDefinition } from '../metric.ts';

/** Servers between the database and the page. */
export const middlewareMetrics: readonly MetricDefinition[] = [];
