import { defineMetrics } from '#protocol/define-metrics.ts';
import type { MetricDefinition } from '#protocol/metric.ts';

/** What SQL Server tells beside what every database does. */
export const sqlserverMetrics: readonly MetricDefinition[] = defineMetrics(
  'sqlserver',
  [],
  [
    [
      'page_life_expectancy_seconds',
      'gauge',
      's',
      '数据页在内存中的预期停留时间',
      'How long a page stays in memory',
    ],
    ['memory_grants_pending', 'gauge', '1', '等待内存授予的查询数', 'Queries that wait for memory'],
    ['suspect_pages', 'gauge', '1', '可疑（损坏）页数', 'Pages that were found damaged'],
    [
      'databases_unreadable',
      'gauge',
      '1',
      '账号无法进入的数据库数',
      'Databases that the account may not enter',
    ],
    ['jobs_enabled', 'gauge', '1', '启用的代理作业数', 'Enabled jobs of SQL Server Agent'],
    ['jobs_failed', 'gauge', '1', '上次运行失败的代理作业数', 'Enabled jobs whose last run failed'],
  ],
);
