import type { Alert, AlertEvent } from '#protocol/alert.ts';
import type { Severity } from '#protocol/rule.ts';
import type { Call } from './channel.ts';

/** Words that every channel shares; what only one of them says stands in its own folder. */
export interface Words {
  product: string;
  kind: Record<AlertEvent['kind'], string>;
  severity: Record<Severity, string>;
  /** Why it ended, where it did not simply recover. */
  resolution: Record<Exclude<Alert['resolution'], null | 'recovered'>, string>;
  noData: string;
  /** In place of a rate that has no limit but 0: that it happened, and that it happens no more. */
  wentUp: string;
  stands: string;
  limit(threshold: string): string;
  since(time: string, zone: string): string;
  lasted(duration: string): string;
  test: string;
  /** Before a subject. */
  marks: { test: string; drill: string };
  drill: {
    title: string;
    note: string;
    /** What is asked of who gets it: to open the link, to say so where there is none, and of a group without one, nothing. */
    asks: Record<'link' | 'person' | 'group', string>;
  };
  /** The link of a drill that says that it arrived. */
  answerDrill: string;
  /** Said from the second attempt on. */
  mayBeRepeat(attempts: number): string;
  /** Between a name and what belongs to it. */
  colon: string;
  /** Between things that are named one after another. */
  comma: string;
  /** Names of what is told of an event. */
  fields: Record<'target' | 'rule' | 'series' | 'value' | 'since' | 'why' | 'takes' | 'seen', string>;
  /** Several events in one message. */
  counts(fired: number, resolved: number, others: number): string;
  /** Events that the message only counts. */
  others(count: number): string;
  /** So many are unknown because of it, of so many that hang on it. */
  takes(unknown: number, hanging: number, names: string): string;
  /** It has ended: so many were unknown, and so many are not well yet. */
  took(total: number, notWell: number, names: string): string;
  /** Of a forecast. */
  reachesIn(duration: string): string;
  severityWas(from: string): string;
  /** Who did something to an alert, and what was said. */
  by(name: string, comment: string): string;
  flapping: string;
  unknownBecause(target: string): string;
  storm: {
    title(events: string, targets: number): string;
    severities: string;
    rules: string;
    targets: string;
  };
  open: string;
  openAll: string;
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
  severity: { info: '提示', warning: '警告', critical: '严重' },
  resolution: {
    rule_removed: '规则已删除或停用',
    rule_changed: '规则已修改，不再符合',
    target_removed: '监控对象已删除',
    superseded: '该指标已不再上报',
  },
  noData: '没有数据',
  wentUp: '有新增',
  stands: '不再增加',
  limit: (threshold) => `阈值 ${threshold}`,
  since: (time, zone) => `开始于 ${time}（${zone}）`,
  lasted: (duration) => `持续 ${duration}`,
  test: '这是一条测试消息，并没有发生告警。',
  mayBeRepeat: (attempts) => `此前已尝试发送 ${attempts} 次，这条消息可能是重复的。`,
  colon: '：',
  comma: '、',
  marks: { test: '测试', drill: '演练' },
  drill: {
    title: '检验告警能否送达',
    note: '这是一次告警演练，并没有发生告警。',
    asks: { link: '请确认收到。', person: '请告诉管理员已收到。', group: '看到即可，无需操作。' },
  },
  answerDrill: '确认收到演练',
  fields: {
    target: '对象',
    rule: '规则',
    series: '指标',
    value: '数值',
    since: '时间',
    why: '原因',
    takes: '影响',
    seen: '内容',
  },
  counts: (fired, resolved, others) =>
    [
      fired > 0 ? `${fired} 条告警` : '',
      resolved > 0 ? `${resolved} 条恢复` : '',
      others > 0 ? `${others} 条其他变化` : '',
    ]
      .filter(Boolean)
      .join('，'),
  others: (count) => `另有 ${count} 条未列出`,
  takes: (unknown, hanging, names) =>
    unknown === hanging
      ? `${unknown} 个对象因此状态未知：${names}`
      : `${hanging} 个对象依赖它，目前 ${unknown} 个状态未知：${names}`,
  took: (total, notWell, names) =>
    notWell === 0
      ? `曾影响的 ${total} 个对象已全部恢复`
      : `曾影响 ${total} 个对象，${total - notWell} 个已恢复，${notWell} 个尚未恢复：${names}`,
  reachesIn: (duration) => `预计 ${duration}后达到`,
  severityWas: (from) => `此前为${from}`,
  by: (name, comment) => `${name}${comment === '' ? '' : `：${comment}`}`,
  flapping: '反复告警与恢复，平稳后才会通知恢复',
  unknownBecause: (target) => `因 ${target} 而状态未知`,
  storm: {
    title: (events, targets) => `告警风暴：${targets} 个对象，${events}`,
    severities: '级别',
    rules: '最多的规则',
    targets: '最多的对象',
  },
  open: '查看告警',
  openAll: '查看全部告警',
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
  severity: { info: 'info', warning: 'warning', critical: 'critical' },
  resolution: {
    rule_removed: 'the rule was removed or disabled',
    rule_changed: 'the rule was changed and no longer matches',
    target_removed: 'the target was removed',
    superseded: 'the series is no longer reported',
  },
  noData: 'no data',
  wentUp: 'has gone up',
  stands: 'goes up no more',
  limit: (threshold) => `limit ${threshold}`,
  since: (time, zone) => `since ${time} (${zone})`,
  lasted: (duration) => `lasted ${duration}`,
  test: 'This is a test message; nothing has happened.',
  mayBeRepeat: (attempts) =>
    `This message was tried ${attempts === 1 ? 'once' : `${attempts} times`} before and may be a repeat.`,
  colon: ': ',
  comma: ', ',
  marks: { test: 'test', drill: 'drill' },
  drill: {
    title: 'Do alerts arrive?',
    note: 'This is a drill; nothing has happened. ',
    asks: {
      link: 'Please confirm that it reached you.',
      person: 'Please tell your administrator that it reached you.',
      group: 'There is nothing to do.',
    },
  },
  answerDrill: 'Confirm the drill',
  fields: {
    target: 'Target',
    rule: 'Rule',
    series: 'Metric',
    value: 'Value',
    since: 'Time',
    why: 'Reason',
    takes: 'Takes down',
    seen: 'Seen',
  },
  counts: (fired, resolved, others) =>
    [
      fired > 0 ? `${fired} ${fired === 1 ? 'alert' : 'alerts'}` : '',
      resolved > 0 ? `${resolved} resolved` : '',
      others > 0 ? `${others} other ${others === 1 ? 'change' : 'changes'}` : '',
    ]
      .filter(Boolean)
      .join(', '),
  others: (count) => `and ${count} more`,
  takes: (unknown, hanging, names) =>
    unknown === hanging
      ? `${targets(unknown)}: ${names}`
      : `${targets(hanging)} on it, ${unknown} of them unknown so far: ${names}`,
  took: (total, notWell, names) =>
    notWell === 0
      ? `${targets(total)}, all well again`
      : `${targets(total)}, ${total - notWell} of them well again, ${notWell} not yet: ${names}`,
  reachesIn: (duration) => `reached in ${duration}`,
  severityWas: (from) => `was ${from}`,
  by: (name, comment) => `${name}${comment === '' ? '' : `: ${comment}`}`,
  flapping: 'comes and goes; its end is told once it was calm',
  unknownBecause: (target) => `unknown because of ${target}`,
  storm: {
    title: (events, targets) => `Storm: ${events} on ${targets} ${targets === 1 ? 'target' : 'targets'}`,
    severities: 'Severities',
    rules: 'Most by rule',
    targets: 'Most by target',
  },
  open: 'Open the alert',
  openAll: 'Open all alerts',
};

const BY_LANGUAGE: Record<Call['language'], Words> = { 'zh-CN': zhCn, en };

/** The words in the language of the recipient. */
export function wordsFor(language: Call['language']): Words {
  return BY_LANGUAGE[language];
}

function targets(count: number): string {
  return `${count} ${count === 1 ? 'target' : 'targets'}`;
}
