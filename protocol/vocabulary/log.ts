import { defineMetrics } from '../define-metrics.ts';
import type { MetricDefinition } from '../metric.ts';

/** Lines of logs that match patterns. `severity` is what whoever wrote the pattern thinks of such a line. */
export const lineMetrics: readonly MetricDefinition[] = [
  ...defineMetrics(
    'logs',
    ['source', 'pattern', 'severity'],
    [['matches', 'counter', '1', '匹配该模式的行数', 'Lines that matched the pattern']],
  ),
  ...defineMetrics(
    'logs',
    ['source'],
    [
      ['lines', 'counter', '1', '读过的行数', 'Lines read'],
      [
        'skipped_lines',
        'counter',
        '1',
        '过长而截断或未能检查的行数',
        'Lines cut for their length or not looked at',
      ],
      ['behind_bytes', 'gauge', 'B', '已写入但尚未读取的字节', 'Bytes that are written and not read yet'],
      ['files', 'gauge', '1', '正在跟踪的文件数', 'Files that are followed'],
    ],
  ),
];

/** Files whose number, age and size are watched, such as backups. */
export const fileMetrics: readonly MetricDefinition[] = defineMetrics(
  'files',
  ['watch'],
  [
    ['count', 'gauge', '1', '文件数', 'Files'],
    ['total_bytes', 'gauge', 'B', '文件总大小', 'Size of all of them'],
    ['newest_age_seconds', 'gauge', 's', '最新文件距今的时间', 'Age of the newest file'],
    ['oldest_age_seconds', 'gauge', 's', '最旧文件距今的时间', 'Age of the oldest file'],
    ['newest_bytes', 'gauge', 'B', '最新文件的大小', 'Size of the newest file'],
    ['smallest_bytes', 'gauge', 'B', '最小文件的大小', 'Size of the smallest file'],
    ['largest_bytes', 'gauge', 'B', '最大文件的大小', 'Size of the largest file'],
    [
      'newest_growth_percent',
      'gauge',
      '%',
      '最新文件比前一个大多少',
      'How much larger the newest file is than the one before it',
    ],
    [
      'incomplete',
      'gauge',
      '1',
      '仍在写入或临时的文件数',
      'Files that still grow, or have the name of one that does',
    ],
    [
      'retained_count',
      'gauge',
      '1',
      '保留期内的文件数',
      'Files younger than the time for which they are to be kept',
    ],
    [
      'retained_days',
      'gauge',
      'd',
      '保留期内有文件的天数（按 24 小时计）',
      'Days (24 hours each) of that time of which there is a file',
    ],
  ],
);

/** Messages that devices send by syslog. */
export const syslogMetrics: readonly MetricDefinition[] = [
  ...defineMetrics(
    'syslog',
    ['severity'],
    [
      [
        'messages',
        'counter',
        '1',
        '收到的 syslog 消息数（按设备所给级别）',
        'Messages received, by the severity that the device gave them',
      ],
    ],
  ),
  ...defineMetrics(
    'syslog',
    ['pattern', 'severity'],
    [['matches', 'counter', '1', '匹配该模式的 syslog 消息数', 'Messages that matched the pattern']],
  ),
];

/** Lines and files that are watched. */
export const logMetrics: readonly MetricDefinition[] = [...lineMetrics, ...fileMetrics, ...syslogMetrics];
