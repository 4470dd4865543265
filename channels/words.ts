import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';
import type { Call } from './channel.ts';

/** Words that every channel shares; what only one of them says stands in its own folder. */
export interface Words {
  product: string;
  kind: Record<AlertEvent['kind'], string>;
  /** In place of "resolved" where it only ended because it got worse. */
  escalated: string;
  severity: Record<Severity, string>;
  /** Why it ended, where it did not simply recover. */
  resolution: Record<Exclude<Alert['resolution'], null | 'recovered'>, string>;
  noData: string;
  limit(threshold: string): string;
  since(time: string, zone: string): string;
  lasted(duration: string): string;
  test: string;
  /** Said from the second attempt on. */
  mayBeRepeat(attempts: number): string;
  /** Between a name and what belongs to it. */
  colon: string;
}

const zhCn: Words = {
  product: 'Ward 守望',
  kind: {
    fired: '告警',
    resolved: '恢复',
    acknowledged: '已确认',
    severity_changed: '级别变化',
    flapping: '反复告警',
    suppressed: '状态未知',
    released: '状态已知',
    unacknowledged: '撤销确认',
    commented: '备注',
    assigned: '已指派',
    closed: '已关闭',
    reopened: '重新打开',
  },
  escalated: '升级',
  severity: { info: '提示', warning: '警告', critical: '严重' },
  resolution: {
    worse: '已更加严重，由另一条规则告警',
    rule_removed: '规则已删除或停用',
    rule_changed: '规则已修改，不再符合',
    target_removed: '监控对象已删除',
    superseded: '该指标已不再上报',
  },
  noData: '没有数据',
  limit: (threshold) => `阈值 ${threshold}`,
  since: (time, zone) => `开始于 ${time}（${zone}）`,
  lasted: (duration) => `持续 ${duration}`,
  test: '这是一条测试消息，并没有发生告警。',
  mayBeRepeat: (attempts) => `此前已尝试发送 ${attempts} 次，这条消息可能是重复的。`,
  colon: '：',
};

const en: Words = {
  product: 'Ward 守望',
  kind: {
    fired: 'Alert',
    resolved: 'Resolved',
    acknowledged: 'Acknowledged',
    severity_changed: 'Severity changed',
    flapping: 'Flapping',
    suppressed: 'Unknown',
    released: 'Known again',
    unacknowledged: 'No longer acknowledged',
    commented: 'Comment',
    assigned: 'Assigned',
    closed: 'Closed',
    reopened: 'Reopened',
  },
  escalated: 'Escalated',
  severity: { info: 'info', warning: 'warning', critical: 'critical' },
  resolution: {
    worse: 'it got worse, and another rule tells of it',
    rule_removed: 'the rule was removed or disabled',
    rule_changed: 'the rule was changed and no longer matches',
    target_removed: 'the target was removed',
    superseded: 'the series is no longer reported',
  },
  noData: 'no data',
  limit: (threshold) => `limit ${threshold}`,
  since: (time, zone) => `since ${time} (${zone})`,
  lasted: (duration) => `lasted ${duration}`,
  test: 'This is a test message; nothing has happened.',
  mayBeRepeat: (attempts) =>
    `This message was tried ${attempts === 1 ? 'once' : `${attempts} times`} before and may be a repeat.`,
  colon: ': ',
};

const BY_LANGUAGE: Record<Call['language'], Words> = { 'zh-CN': zhCn, en };

/** The words in the language of the recipient. */
export function wordsFor(language: Call['language']): Words {
  return BY_LANGUAGE[language];
}
