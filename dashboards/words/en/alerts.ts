import type { zhCN } from '../zh-cn.ts';

/** The list of alerts. */
export const alerts: (typeof zhCN)['alerts'] = {
  title: 'Alerts',
  active: 'Now',
  history: 'History',
  filter: 'Filter by machine, rule or metric',
  severity: 'Severity',
  state: 'State',
  stateFilters: { all: 'All', firing: 'Firing', pending: 'Pending', open: 'Not acknowledged' },
  none: 'No alerts now',
  noneHint: 'They appear here the moment they begin.',
  noMatch: 'No alert matches',
  noHistory: 'No alert has resolved yet',
  columns: { severity: 'Severity', what: 'Target and rule', value: 'Value', since: 'Since', state: 'State' },
  limitOf: (value) => `limit ${value}`,
  below: (value) => `below ${value}`,
  noValue: 'no data',
  lasted: (time) => `lasted ${time}`,
  sinceAgo: (age) => `${age} ago`,
  acknowledge: 'Acknowledge',
  acknowledged: 'Acknowledged',
  acknowledgedBy: (name, time) => `by ${name}, ${time}`,
  acknowledgeTitle: 'Acknowledge the alert',
  acknowledgeHint:
    'Says that somebody is on it. The alert stays until the value recovers, and then resolves by itself.',
  comment: 'Comment',
  commentHint: 'For example: room is informed, disk is being replaced',
  acknowledgeDone: 'Acknowledged',
  ruleWhy: 'Why this threshold',
  unknownTarget: 'Deleted target',
  count: (count) => count,
};
