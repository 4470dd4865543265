import { defineMetrics, defineStates } from '#protocol/define-metrics.ts';

/** What became of a query; the words are those of `QueryError`. */
export const queryStates = defineStates(
  ['ok', '正常', 'answered'],
  ['failed', '失败', 'failed'],
  ['denied', '无权限', 'denied'],
  ['absent', '对象不存在', 'asks for what is not there'],
  ['too_slow', '超时', 'too slow'],
);

/** Of queries of people's own. The columns that hold text are labels of `sql.value` besides. */
export const sqlMetrics = [
  ...defineMetrics(
    'sql',
    ['query', 'field'],
    [['value', 'gauge', '1', '查询结果中的值', 'A value of a row; of a time its age in seconds']],
  ),
  ...defineMetrics(
    'sql',
    ['query'],
    [
      ['rows', 'gauge', '1', '返回行数', 'Rows that were read'],
      ['duration_seconds', 'gauge', 's', '查询耗时', 'Time that the query took'],
      ['state', 'state', '1', '查询状态', 'What became of the query', queryStates],
    ],
  ),
];
