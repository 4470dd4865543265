import { defineMetrics, yesOrNo } from '#protocol/define-metrics.ts';
import type { MetricDefinition } from '#protocol/metric.ts';

/** What Oracle tells beside what every database does. */
export const oracleMetrics: readonly MetricDefinition[] = defineMetrics(
  'oracle',
  [],
  [
    ['processes', 'gauge', '1', '服务进程数', 'Processes of the server'],
    ['processes_limit', 'gauge', '1', '服务进程数上限', 'Processes that it takes at most'],
    [
      'processes_percent',
      'gauge',
      '%',
      '服务进程数占上限的比例',
      'Processes, of those that it takes at most',
    ],
    ['archivelog', 'state', '1', '是否归档模式', 'Whether redo logs are archived', yesOrNo],
    [
      'archive_errors',
      'gauge',
      '1',
      '归档出错的目的地数，不含备库',
      'Destinations to which archiving fails, standbys left out',
    ],
    [
      'log_switches_hour',
      'gauge',
      '1',
      '最近一小时日志切换次数',
      'Switches of the redo log in the last hour',
    ],
    [
      'transport_lag_seconds',
      'gauge',
      's',
      '日志传输延迟',
      'How far the redo that has reached this standby is behind its primary',
    ],
    [
      'alert_log_errors_hour',
      'gauge',
      '1',
      '最近一小时告警日志中的 ORA- 错误数',
      'Errors (ORA-) in the alert log of the last hour',
    ],
    [
      'accounts_expiring',
      'gauge',
      '1',
      '两周内密码到期的账号数',
      'Open accounts whose password expires within two weeks',
    ],
    [
      'accounts_in_trouble',
      'gauge',
      '1',
      '密码在宽限期内或被临时锁定的账号数',
      'Accounts in the grace time of their password, or locked after wrong ones',
    ],
    [
      'password_days_left',
      'gauge',
      'd',
      '监控账号密码剩余天数',
      'Days until the password of this account expires',
    ],
    ['invalid_objects', 'gauge', '1', '失效对象数', 'Objects that do not compile'],
    ['jobs_failed', 'gauge', '1', '一天内最后一次运行失败的作业数', 'Jobs whose last run of this day failed'],
    ['jobs_broken', 'gauge', '1', '已停用（broken）的作业数', 'Jobs that the scheduler has given up'],
    ['files_to_recover', 'gauge', '1', '需要恢复的数据文件数', 'Data files that need recovery'],
    ['corrupt_blocks', 'gauge', '1', '损坏的数据块数', 'Blocks that were found corrupt'],
  ],
);
