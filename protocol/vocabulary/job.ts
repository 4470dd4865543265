import { defineMetrics, defineStates } from '../define-metrics.ts';

/** How a job stands to what is expected of it, mildest first. The order is the wire: it only grows. */
export const jobStates = defineStates(
  ['ok', '正常', 'in order'],
  ['running', '运行中', 'running'],
  ['waiting', '尚无记录', 'nothing seen yet'],
  ['late', '逾期', 'late'],
  ['missing', '未运行', 'did not run'],
  ['failed', '失败', 'failed'],
  ['too_small', '结果过小', 'produced too little'],
  ['too_short', '用时过短', 'ended too soon'],
  ['too_long', '用时过长', 'runs too long'],
  ['paused', '已暂停', 'paused'],
);

/** What the collector works out of each job, from whatever tells of its runs. */
export const jobMetrics = defineMetrics(
  'job',
  [],
  [
    ['state', 'state', '1', '作业状态', 'How the job stands to what is expected', jobStates],
    ['last_success_age_seconds', 'gauge', 's', '距上次成功的时间', 'Time since the last success'],
    [
      'overdue_seconds',
      'gauge',
      's',
      '逾期时间',
      'Time since it was due without a success; 0 when it is not late',
    ],
    ['duration_seconds', 'gauge', 's', '上次用时', 'Time that the last finished run took'],
    ['size_bytes', 'gauge', 'B', '上次结果大小', 'Bytes that the last success produced'],
    ['files', 'gauge', '1', '上次结果文件数', 'Files that the last success produced'],
    ['count', 'gauge', '1', '上次结果数量', 'Rows or items that the last success told'],
    ['successes_total', 'counter', '1', '成功次数', 'Runs that succeeded'],
    ['failures_total', 'counter', '1', '失败次数', 'Runs that failed'],
  ],
);
