import { MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/** Somebody who looks ten minutes later still finds it; lines in a row are one alert. */
const QUIET_MS = 10 * MINUTE_MS;

/** Violated by a line of such a pattern, until there was none for a while. */
function line(
  metric: string,
  severity: 'warning' | 'critical',
): Omit<RuleDefinition, 'id' | 'name' | 'reason'> {
  return {
    watch: { metric, labels: { severity } },
    condition: { kind: 'rate', above: 0 },
    recoveryDelayMs: QUIET_MS,
    severity,
  };
}

/** Lines and files that are watched. */
export const logRules: readonly RuleDefinition[] = [
  {
    id: 'log-critical',
    name: { 'zh-CN': '日志出现严重内容', en: 'Critical line in a log' },
    reason: {
      'zh-CN': '编写该模式的人把这样的行定为严重，一行即告警；十分钟内不再出现才算结束。',
      en: 'Whoever wrote the pattern calls such a line critical, so one is enough. It is over when none came for ten minutes.',
    },
    ...line('logs.matches', 'critical'),
  },
  {
    id: 'log-warning',
    name: { 'zh-CN': '日志出现异常内容', en: 'Line in a log' },
    reason: {
      'zh-CN': '编写该模式的人想知道这样的行，一行即告警；十分钟内不再出现才算结束。',
      en: 'Whoever wrote the pattern wants to know of such a line, so one is enough. It is over when none came for ten minutes.',
    },
    ...line('logs.matches', 'warning'),
  },
  {
    id: 'log-behind',
    name: { 'zh-CN': '日志读取落后', en: 'Log is written faster than it is read' },
    reason: {
      'zh-CN': '十分钟都有 256 MB 以上未读：写得比允许读取的快，匹配的行会很晚才被发现。',
      en: 'More than 256 MB have waited for ten minutes: it is written faster than may be read, and lines that match are found late.',
    },
    watch: { metric: 'logs.behind_bytes' },
    condition: { kind: 'above', threshold: 256 * 1024 ** 2 },
    holdMs: 10 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'syslog-critical',
    name: { 'zh-CN': '设备 syslog 出现严重内容', en: 'Critical message by syslog' },
    reason: {
      'zh-CN': '编写该模式的人把这样的消息定为严重，一条即告警；十分钟内不再出现才算结束。',
      en: 'Whoever wrote the pattern calls such a message critical, so one is enough. It is over when none came for ten minutes.',
    },
    ...line('syslog.matches', 'critical'),
  },
  {
    id: 'syslog-warning',
    name: { 'zh-CN': '设备 syslog 出现异常内容', en: 'Message by syslog' },
    reason: {
      'zh-CN': '编写该模式的人想知道这样的消息，一条即告警；十分钟内不再出现才算结束。',
      en: 'Whoever wrote the pattern wants to know of such a message, so one is enough. It is over when none came for ten minutes.',
    },
    ...line('syslog.matches', 'warning'),
  },
];
