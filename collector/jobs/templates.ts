import { JobDefinition } from '#protocol/job.ts';

/** A ready-made check: what is expected, to be changed by whoever takes it. */
export interface JobTemplate {
  id: string;
  name: { 'zh-CN': string; en: string };
  /** Why it is as it is, and what to fill in. */
  reason: { 'zh-CN': string; en: string };
  definition: JobDefinition;
  /** Runs are told by a person rather than a program. */
  byHand: boolean;
}

const MINUTE_MS = 60_000;

/** The checks that contracts of data centres ask for most. `after` names no job: whoever takes it says which. */
export const jobTemplates: readonly JobTemplate[] = [
  template({
    id: 'backup-daily',
    name: { 'zh-CN': '每日全量备份', en: 'Daily full backup' },
    reason: {
      'zh-CN':
        '夜间完成，早上 8 点前成功。大小不足近七次中位数的一半视为过小。保留 180 天：告知文件数的来源（文件监视）少于 180 个时视为过小。',
      en: 'Made at night, done by 8 in the morning. Less than half of the median of the last seven is too small. Kept for 180 days: a source that tells how many files are there (a watch of files) is too small below 180.',
    },
    definition: {
      schedule: { kind: 'daily', from: '18:00', by: '08:00' },
      expect: { small: { shareOfMedian: 0.5, files: 180 }, long: { timesMedian: 3 } },
      purpose: 'backup',
    },
  }),
  template({
    id: 'backup-off-site',
    name: { 'zh-CN': '每月异地备份', en: 'Monthly off-site copy' },
    reason: {
      'zh-CN': '每月 25 日前应完成，此后逾期；月底仍没有则为未运行。',
      en: 'Expected by the 25th, late after it, and missing when the month ends without one.',
    },
    definition: {
      schedule: { kind: 'monthly', on: { day: 25 } },
      expect: { small: { shareOfMedian: 0.5 } },
      purpose: 'backup',
    },
  }),
  template({
    id: 'restore-test',
    name: { 'zh-CN': '每季度恢复测试', en: 'Restore test by quarter' },
    reason: {
      'zh-CN': '每季度至少一次恢复演练，由人登记并注明结果；季末前 14 天起逾期。',
      en: 'At least once a quarter, recorded by hand with its result; late from 14 days before the end of the quarter.',
    },
    definition: { schedule: { kind: 'quarterly', daysBeforeEnd: 14 }, purpose: 'restore_test' },
    byHand: true,
  }),
  template({
    id: 'reports-by-16',
    name: { 'zh-CN': '工作日 16:00 前报送', en: 'Reports by 16:00 on working days' },
    reason: {
      'zh-CN': '按国务院公布的工作日（含调休）判断；16:00 整仍算按时。',
      en: 'On working days as the State Council publishes them, make-up workdays included; 16:00 sharp is in time.',
    },
    definition: { schedule: { kind: 'daily', days: 'working', by: '16:00' } },
  }),
  template({
    id: 'weekly-push',
    name: { 'zh-CN': '每周一推送', en: 'Weekly push on Monday' },
    reason: {
      'zh-CN': '周一当天内完成，节假日也不例外。',
      en: 'Done within Monday, holidays or not.',
    },
    definition: { schedule: { kind: 'weekly', weekdays: [1], by: '24:00' } },
  }),
  template({
    id: 'step-after',
    name: { 'zh-CN': '前一步完成后 30 分钟内', en: 'Within 30 minutes of another step' },
    reason: {
      'zh-CN': '前一个作业成功后开始计时；前一步没有成功时不计。选择前一个作业。',
      en: 'The time runs from the success of the job before it; without one nothing is expected. Choose that job.',
    },
    definition: { schedule: { kind: 'after', job: '-', withinMs: 30 * MINUTE_MS } },
  }),
];

function template({
  definition,
  byHand = false,
  ...rest
}: Omit<JobTemplate, 'definition' | 'byHand'> & {
  definition: unknown;
  byHand?: boolean;
}): JobTemplate {
  return { ...rest, definition: JobDefinition.parse(definition), byHand };
}
