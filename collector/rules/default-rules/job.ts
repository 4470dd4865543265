import { HOUR_MS, is, type RuleDefinition } from './rule-definition.ts';

/** Jobs and backups: the deadline is the threshold, and stands in each job. */
export const jobRules: readonly RuleDefinition[] = [
  {
    id: 'job-missing',
    name: { 'zh-CN': '作业未运行', en: 'Job did not run' },
    reason: {
      'zh-CN':
        '整个时间窗口过去而没有任何一次运行：调度停了，或者主机不在了。没有人会收到错误信息，所以必须立即知道。',
      en: 'Its whole window passed without any run: the scheduler has stopped, or the machine is gone. No error reaches anybody, so this is told at once.',
    },
    ...is('job.state', 'missing'),
    severity: 'critical',
  },
  {
    id: 'job-failed',
    name: { 'zh-CN': '作业失败', en: 'Job failed' },
    reason: {
      'zh-CN':
        '最近一次运行失败且此后没有成功。多数作业会重试，先作警告；一小时后仍未成功则升级。失败一小时后仍没有成功的运行：重试没有用，需要人处理。',
      en: 'Its newest run failed and none has succeeded since. Many jobs are tried again, so it is a warning first and becomes critical after an hour. An hour after the failure there is still no success: trying again did not help, somebody has to look.',
    },
    ...is('job.state', 'failed'),
    severity: 'warning',
    tiers: [{ severity: 'critical', holdMs: HOUR_MS }],
  },
  {
    id: 'job-late',
    name: { 'zh-CN': '作业逾期', en: 'Job late' },
    reason: {
      'zh-CN': '截止时间加宽限已过而没有成功；窗口关闭前还来得及补救。',
      en: 'Deadline and grace have passed without a success; until its window closes it can still be done.',
    },
    ...is('job.state', 'late'),
    severity: 'warning',
  },
  {
    id: 'job-too-small',
    name: { 'zh-CN': '作业结果过小', en: 'Job produced too little' },
    reason: {
      'zh-CN': '报告成功，但产出低于设定的下限或近几次中位数的份额：空的备份往往就是这样开始的。',
      en: 'It says that it succeeded, and produced less than the minimum or than its share of the usual: this is how empty backups begin.',
    },
    ...is('job.state', 'too_small'),
    severity: 'warning',
  },
  {
    id: 'job-too-short',
    name: { 'zh-CN': '作业结束过早', en: 'Job ended too soon' },
    reason: {
      'zh-CN': '报告成功，但用时远少于平常，不可能做完应做的事。',
      en: 'It says that it succeeded, in so much less time than usual that it cannot have done its work.',
    },
    ...is('job.state', 'too_short'),
    severity: 'warning',
  },
  {
    id: 'job-too-long',
    name: { 'zh-CN': '作业运行过久', en: 'Job runs too long' },
    reason: {
      'zh-CN': '正在进行的运行超过了设定的时间或平常用时的倍数：它可能卡住了，会赶不上截止时间。',
      en: 'The run under way takes longer than it may, or so many times the usual: it may hang, and miss its deadline.',
    },
    ...is('job.state', 'too_long'),
    severity: 'warning',
  },
];
