import { defineMetrics, defineStates, yesOrNo } from '../define-metrics.ts';

/** What a server of databases is among those that hold the same data. */
export const databaseRoles = defineStates(
  ['standalone', '单机', 'standalone'],
  ['primary', '主库', 'primary'],
  ['replica', '备库', 'replica'],
  ['cluster', '集群成员', 'member of a cluster'],
);

/** How one way of replication is. */
export const replicationStates = defineStates(
  ['running', '正常', 'running'],
  ['catching_up', '追赶中', 'catching up'],
  ['stopped', '已停止', 'stopped'],
  ['broken', '出错中断', 'broken by an error'],
);

export const spaceStates = defineStates(
  ['online', '在线', 'online'],
  ['read_only', '只读', 'read-only'],
  ['offline', '离线', 'offline'],
  ['damaged', '损坏', 'damaged'],
);

export const backupResults = defineStates(
  ['ok', '成功', 'succeeded'],
  ['running', '进行中', 'running'],
  ['warning', '有警告', 'with warnings'],
  ['failed', '失败', 'failed'],
  ['never', '从未', 'never made'],
);

/**
 * What every database is described by, whatever its make, so that one rule, one page and one report serve all. The
 * statements of a make bring what it tells; `database_space.used_percent` and `.days_until_full` are made from that
 * once for all of them. What no other make has stands under the make's own subject, such as `postgresql.*`.
 */
export const databaseMetrics = [
  ...defineMetrics(
    'database',
    [],
    [
      ['connect_seconds', 'gauge', 's', '建立连接耗时', 'Time to connect and sign in'],
      ['uptime_seconds', 'gauge', 's', '运行时间', 'Time since it was started'],
      ['role', 'state', '1', '角色', 'What it is among those that hold the same data', databaseRoles],
      ['read_only', 'state', '1', '是否只读', 'Whether it refuses to write', yesOrNo],
      ['sessions', 'gauge', '1', '会话数', 'Sessions'],
      ['sessions_active', 'gauge', '1', '活动会话数', 'Sessions that run a statement'],
      [
        'sessions_idle_in_transaction',
        'gauge',
        '1',
        '事务中空闲的会话数',
        'Sessions idle inside a transaction',
      ],
      ['sessions_limit', 'gauge', '1', '会话数上限', 'Sessions that it takes at most'],
      ['sessions_percent', 'gauge', '%', '会话数占上限的比例', 'Sessions, of those that it takes at most'],
      [
        'longest_transaction_seconds',
        'gauge',
        's',
        '最长事务的持续时间',
        'Age of the oldest open transaction',
      ],
      [
        'longest_statement_seconds',
        'gauge',
        's',
        '最长语句的持续时间',
        'Age of the longest running statement',
      ],
      ['blocked_sessions', 'gauge', '1', '被阻塞的会话数', 'Sessions that wait for a lock of another'],
      ['longest_wait_seconds', 'gauge', 's', '等锁最长时间', 'Longest wait for a lock'],
      ['deadlocks_total', 'counter', '1', '死锁次数', 'Deadlocks'],
      [
        'cache_hit_percent',
        'gauge',
        '%',
        '缓存命中率',
        'Reads that the cache answered, since the last collection',
      ],
      ['cache_hits_total', 'counter', '1', '缓存命中次数', 'Reads that the cache answered'],
      ['cache_misses_total', 'counter', '1', '缓存未命中次数', 'Reads that went past the cache'],
      ['statements_total', 'counter', '1', '执行的语句数', 'Statements that were run'],
      [
        'slow_statements_total',
        'counter',
        '1',
        '慢语句数',
        'Statements that took longer than the server calls slow',
      ],
      ['commits_total', 'counter', '1', '提交数', 'Transactions that were committed'],
      ['rollbacks_total', 'counter', '1', '回滚数', 'Transactions that were rolled back'],
      ['rows_read_total', 'counter', '1', '读取的行数', 'Rows that were read'],
      ['rows_written_total', 'counter', '1', '写入的行数', 'Rows that were inserted, updated or deleted'],
      ['read_bytes_total', 'counter', 'B', '磁盘读取量', 'Bytes read from disk'],
      ['written_bytes_total', 'counter', 'B', '磁盘写入量', 'Bytes written to disk'],
      ['memory_used_bytes', 'gauge', 'B', '占用内存', 'Memory that it uses'],
      [
        'alert_log_errors_total',
        'counter',
        '1',
        '告警日志中的错误数',
        'Errors in its own log, as far as SQL can read it',
      ],
      [
        'rights_missing',
        'gauge',
        '1',
        '因权限不足而未读取的项目数',
        'Readings that are left out for want of a right',
      ],
    ],
  ),
  ...defineMetrics(
    'database_replication',
    ['peer'],
    [
      ['lag_seconds', 'gauge', 's', '复制延迟', 'How far a replica is behind its primary'],
      ['lag_bytes', 'gauge', 'B', '复制落后的字节数', 'Bytes that a replica is behind its primary'],
      ['state', 'state', '1', '复制状态', 'How the replication goes', replicationStates],
    ],
  ),
  ...defineMetrics(
    'database_size',
    ['database'],
    [['bytes', 'gauge', 'B', '数据库大小', 'Size of one database']],
  ),
  ...defineMetrics(
    'database_space',
    // `type`: tablespace, filegroup, database, disk, memory …
    ['space', 'type'],
    [
      ['used_bytes', 'gauge', 'B', '已用空间', 'Bytes in use'],
      ['allocated_bytes', 'gauge', 'B', '已分配空间', 'Bytes that are allocated on disk'],
      [
        'limit_bytes',
        'gauge',
        'B',
        '可增长到的上限',
        'Bytes to which it can grow: the limit of auto-extension, or the disk',
      ],
      ['used_percent', 'gauge', '%', '占实际上限的比例', 'Bytes in use, of those to which it can grow'],
      [
        'days_until_full',
        'gauge',
        'd',
        '按近期增长预计写满的天数',
        'Days until it is full, as it grew lately; at most 3650',
      ],
      ['state', 'state', '1', '状态', 'Whether it can be used', spaceStates],
    ],
  ),
  ...defineMetrics(
    'database_log',
    ['log'],
    [
      ['size_bytes', 'gauge', 'B', '日志空间', 'Bytes of the transaction log'],
      ['used_bytes', 'gauge', 'B', '日志已用空间', 'Bytes of the transaction log in use'],
      ['used_percent', 'gauge', '%', '日志使用率', 'Use of the transaction log, of what it can grow to'],
    ],
  ),
  ...defineMetrics(
    'database_backup',
    // `type`: full, differential, log
    ['database', 'type'],
    [
      ['age_seconds', 'gauge', 's', '距上次成功备份的时间', 'Time since the last backup that succeeded'],
      ['result', 'state', '1', '上次备份结果', 'What became of the last backup', backupResults],
      ['size_bytes', 'gauge', 'B', '上次备份大小', 'Size of the last backup'],
      ['duration_seconds', 'gauge', 's', '上次备份耗时', 'Time that the last backup took'],
    ],
  ),
];
