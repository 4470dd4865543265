import type { MetricDefinition } from '../metric.ts';

/** Whether something answers: TCP, ping, DNS, time, mail, directories. */
export const reachabilityMetrics: readonly MetricDefinition[] = [];
