import { defineMetrics } from '#protocol/define-metrics.ts';
import type { MetricDefinition } from '#protocol/metric.ts';

/** What Dameng tells beside what every database does. */
export const damengMetrics: readonly MetricDefinition[] = defineMetrics(
  'dameng',
  [],
  [
    [
      'log_errors_hour',
      'gauge',
      '1',
      '最近一小时实例日志中的错误数',
      'Errors in the log of the instance of the last hour',
    ],
    ['jobs_failed', 'gauge', '1', '一天内有运行失败的作业数', 'Jobs of which a run of this day failed'],
    [
      'accounts_expiring',
      'gauge',
      '1',
      '两周内密码到期的账号数',
      'Open accounts whose password expires within two weeks',
    ],
    ['accounts_locked', 'gauge', '1', '被锁定的账号数', 'Accounts that are locked'],
    ['licence_days_left', 'gauge', 'd', '授权剩余天数', 'Days until its licence ends'],
  ],
);
