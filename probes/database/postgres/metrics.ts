import { defineMetrics, defineStates, yesOrNo } from '#protocol/define-metrics.ts';

const archiving = defineStates(
  ['off', '未启用', 'off'],
  ['ok', '正常', 'works'],
  ['failing', '失败', 'fails'],
);

const slotStates = defineStates(
  ['active', '使用中', 'in use'],
  ['inactive', '未使用', 'not in use'],
  ['at_risk', '即将失效', 'about to be lost'],
  ['lost', '已失效', 'lost'],
);

/** What no other database has. Names of Telegraf's `postgresql` where it has the thing. */
export const postgresMetrics = [
  ...defineMetrics(
    'postgresql',
    ['db'],
    [
      ['numbackends', 'gauge', '1', '连接到该库的会话数', 'Sessions in one database'],
      ['xact_commit', 'counter', '1', '提交数', 'Transactions committed in one database'],
      ['xact_rollback', 'counter', '1', '回滚数', 'Transactions rolled back in one database'],
      ['deadlocks', 'counter', '1', '死锁次数', 'Deadlocks in one database'],
      [
        'conflicts',
        'counter',
        '1',
        '与恢复冲突而取消的查询',
        'Queries cancelled because of conflicts with recovery',
      ],
      ['temp_bytes', 'counter', 'B', '临时文件写入量', 'Bytes written to temporary files'],
      ['checksum_failures', 'counter', '1', '数据页校验失败', 'Pages whose checksum was wrong'],
    ],
  ),
  ...defineMetrics(
    'postgresql',
    [],
    [
      ['checkpoints_timed', 'counter', '1', '按时检查点', 'Checkpoints because it was time'],
      [
        'checkpoints_req',
        'counter',
        '1',
        '被请求的检查点',
        'Checkpoints because the WAL grew, or somebody asked',
      ],
      ['checkpoint_write_time', 'counter', 'ms', '检查点写入耗时', 'Time that checkpoints wrote'],
      [
        'checkpoint_sync_time',
        'counter',
        'ms',
        '检查点同步耗时',
        'Time that checkpoints waited for the disk',
      ],
      ['archive_state', 'state', '1', 'WAL 归档状态', 'How archiving of the WAL goes', archiving],
      ['archived_total', 'counter', '1', '已归档的 WAL 文件', 'WAL files that were archived'],
      ['archive_failures_total', 'counter', '1', '归档失败次数', 'Archivings that failed'],
      ['archive_waiting', 'gauge', '1', '等待归档的 WAL 文件', 'WAL files that wait for being archived'],
      [
        'transaction_ids_used_percent',
        'gauge',
        '%',
        '事务 ID 使用率',
        'Transaction ids used up, of those before the server stops',
      ],
      [
        'multixact_ids_used_percent',
        'gauge',
        '%',
        '多事务 ID 使用率',
        'Multixact ids used up, of those before the server stops',
      ],
      ['prepared_transactions', 'gauge', '1', '两阶段提交的悬挂事务', 'Prepared transactions'],
      ['longest_prepared_seconds', 'gauge', 's', '最久的悬挂事务', 'Age of the oldest prepared transaction'],
      [
        'slow_statements',
        'gauge',
        '1',
        '平均耗时超过 1 秒的语句种类',
        'Kinds of statements that take more than a second on average',
      ],
      [
        'replay_paused',
        'state',
        '1',
        '备库重放是否暂停',
        'Whether the replay of a replica is paused',
        yesOrNo,
      ],
    ],
  ),
  ...defineMetrics(
    'postgresql_slot',
    ['slot'],
    [
      ['retained_bytes', 'gauge', 'B', '复制槽保留的 WAL', 'WAL that is kept for a replication slot'],
      ['state', 'state', '1', '复制槽状态', 'How a replication slot is', slotStates],
    ],
  ),
];
