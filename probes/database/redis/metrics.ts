import { defineStates, yesOrNo } from '#protocol/define-metrics.ts';
import { databaseMetrics } from '#protocol/vocabulary/database.ts';
import { defineMetrics } from '../../metrics.ts';

const clusterStates = defineStates(['ok', '正常', 'works'], ['failed', '故障', 'failed']);
const watchedStates = defineStates(
  ['ok', '正常', 'works'],
  ['subjectively_down', '主观下线', 'down for this sentinel'],
  ['objectively_down', '客观下线', 'down for most sentinels'],
);

/** Readings of all databases that have a counterpart in Redis. */
const COMMON = [
  'database.connect_seconds',
  'database.uptime_seconds',
  'database.role',
  'database.read_only',
  'database.sessions',
  'database.sessions_limit',
  'database.sessions_percent',
  'database.cache_hit_percent',
  'database.cache_hits_total',
  'database.cache_misses_total',
  'database.statements_total',
  'database.memory_used_bytes',
  'database.rights_missing',
  'database_replication.lag_seconds',
  'database_replication.lag_bytes',
  'database_replication.state',
  'database_space.used_bytes',
  'database_space.limit_bytes',
  'database_space.used_percent',
  'database_space.days_until_full',
  'database_backup.age_seconds',
  'database_backup.result',
  'database_backup.duration_seconds',
];

/** What no other database has; names are those that Telegraf takes over from `INFO`. */
const own = [
  ...defineMetrics(
    'redis',
    [],
    [
      ['blocked_clients', 'gauge', '1', '等待阻塞命令的客户端数', 'Clients that wait in a blocking command'],
      [
        'rejected_connections',
        'counter',
        '1',
        '因连接数上限被拒绝的连接',
        'Connections refused at the limit',
      ],
      ['keyspace_hits', 'counter', '1', '键命中次数', 'Look-ups that found their key'],
      ['keyspace_misses', 'counter', '1', '键未命中次数', 'Look-ups that did not find their key'],
      ['evicted_keys', 'counter', '1', '因内存上限被淘汰的键', 'Keys thrown out for want of memory'],
      ['expired_keys', 'counter', '1', '过期删除的键', 'Keys that expired'],
      ['maxmemory', 'gauge', 'B', '内存上限', 'Memory that it may use; 0: as much as there is'],
      ['used_memory_rss', 'gauge', 'B', '进程占用的物理内存', 'Memory of the process, as the system sees it'],
      ['mem_fragmentation_ratio', 'gauge', '1', '内存碎片率', 'Memory of the process by memory in use'],
      [
        'rdb_changes_since_last_save',
        'gauge',
        '1',
        '上次快照后的变更数',
        'Changes since the last snapshot: lost if it ended now without an append-only file',
      ],
      ['latest_fork_usec', 'gauge', 'µs', '最近一次 fork 耗时', 'Time that the last fork stopped everybody'],
      ['slowlog_length', 'gauge', '1', '慢日志条数', 'Entries in the slow log'],
      ['loading', 'state', '1', '是否正在加载数据', 'Whether it is still loading its data', yesOrNo],
    ],
  ),
  ...defineMetrics(
    'redis_keyspace',
    ['database'],
    [
      ['keys', 'gauge', '1', '键数量', 'Keys'],
      ['expires', 'gauge', '1', '设有过期时间的键数量', 'Keys that will expire'],
    ],
  ),
  ...defineMetrics(
    'redis_cluster',
    [],
    [
      ['state', 'state', '1', '集群状态', 'Whether the cluster takes requests', clusterStates],
      ['slots_ok', 'gauge', '1', '正常的槽数', 'Slots that work, of 16384'],
      ['slots_failing', 'gauge', '1', '故障或疑似故障的槽数', 'Slots whose node fails, or may fail'],
      ['nodes', 'gauge', '1', '节点数', 'Nodes that it knows'],
    ],
  ),
  ...defineMetrics(
    'redis_sentinel',
    ['master'],
    [
      ['state', 'state', '1', '主库状态', 'What the sentinels think of a primary', watchedStates],
      ['replicas', 'gauge', '1', '备库数', 'Replicas of it'],
      ['sentinels', 'gauge', '1', '哨兵数', 'Sentinels that watch it'],
    ],
  ),
];

export const redisMetrics = [...databaseMetrics.filter(({ name }) => COMMON.includes(name)), ...own];
