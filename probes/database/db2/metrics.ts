import { defineMetrics } from '#protocol/define-metrics.ts';
import type { MetricDefinition } from '#protocol/metric.ts';

/** What Db2 tells beside what every database does. */
export const db2Metrics: readonly MetricDefinition[] = defineMetrics(
  'db2',
  [],
  [
    [
      'log_errors_hour',
      'gauge',
      '1',
      '最近一小时诊断日志中的错误数',
      'Errors in the diagnostic log (db2diag.log) of the last hour',
    ],
  ],
);
