import { defineStates } from '#protocol/define-metrics.ts';
import { databaseMetrics } from '#protocol/vocabulary/database.ts';
import { defineMetrics } from '../../metrics.ts';

export const healthStates = defineStates(
  ['green', '正常', 'every shard is there'],
  ['yellow', '副本缺失', 'replicas of shards are missing'],
  ['red', '主分片缺失', 'shards are missing'],
);

/** Readings of all databases that have a counterpart here. */
const COMMON = [
  'database.connect_seconds',
  'database.uptime_seconds',
  'database.role',
  'database.sessions',
  'database.cache_hit_percent',
  'database.cache_hits_total',
  'database.cache_misses_total',
  'database.statements_total',
  'database.rows_written_total',
  'database.memory_used_bytes',
  'database.rights_missing',
  'database_size.bytes',
  'database_space.used_bytes',
  'database_space.allocated_bytes',
  'database_space.limit_bytes',
  'database_space.used_percent',
  'database_space.days_until_full',
  'database_backup.age_seconds',
  'database_backup.result',
  'database_backup.duration_seconds',
];

/** Names are those of Telegraf where it has the thing. */
export const elasticsearchMetrics = [
  ...databaseMetrics.filter(({ name }) => COMMON.includes(name)),
  ...defineMetrics(
    'elasticsearch_cluster_health',
    [],
    [
      ['status', 'state', '1', '集群健康状态', 'Health of the cluster', healthStates],
      ['number_of_nodes', 'gauge', '1', '节点数', 'Nodes'],
      ['number_of_data_nodes', 'gauge', '1', '数据节点数', 'Nodes that hold data'],
      ['active_shards', 'gauge', '1', '活动分片数', 'Shards that work'],
      ['active_primary_shards', 'gauge', '1', '活动主分片数', 'Primary shards that work'],
      ['relocating_shards', 'gauge', '1', '迁移中的分片数', 'Shards on their way to another node'],
      ['initializing_shards', 'gauge', '1', '初始化中的分片数', 'Shards that are being set up'],
      ['unassigned_shards', 'gauge', '1', '未分配的分片数', 'Shards without a node'],
      [
        'delayed_unassigned_shards',
        'gauge',
        '1',
        '延迟分配的分片数',
        'Shards that wait whether their node comes back',
      ],
      ['number_of_pending_tasks', 'gauge', '1', '待处理的集群任务数', 'Changes of the cluster that wait'],
      [
        'task_max_waiting_in_queue_millis',
        'gauge',
        'ms',
        '集群任务最长等待时间',
        'How long the oldest such change has waited',
      ],
      ['active_shards_percent_as_number', 'gauge', '%', '活动分片占比', 'Share of the shards that work'],
    ],
  ),
  ...defineMetrics(
    'elasticsearch_jvm',
    ['node_name'],
    [
      ['mem_heap_used_percent', 'gauge', '%', 'JVM 堆使用率', 'Heap in use'],
      ['mem_heap_used_in_bytes', 'gauge', 'B', 'JVM 堆已用', 'Heap in use'],
      ['mem_heap_max_in_bytes', 'gauge', 'B', 'JVM 堆上限', 'What the heap can grow to'],
      [
        'gc_collectors_old_collection_time_in_millis',
        'counter',
        'ms',
        '老年代回收总时间',
        'Time spent collecting the old generation',
      ],
      ['uptime_in_millis', 'gauge', 'ms', 'JVM 运行时间', 'Time since the node was started'],
    ],
  ),
  ...defineMetrics(
    'elasticsearch_process',
    ['node_name'],
    [
      ['cpu_percent', 'gauge', '%', '进程 CPU 使用率', 'CPU that the node uses'],
      ['open_file_descriptors', 'gauge', '1', '打开的文件描述符', 'Open file descriptors'],
      ['max_file_descriptors', 'gauge', '1', '文件描述符上限', 'File descriptors that it may have'],
    ],
  ),
  ...defineMetrics(
    'elasticsearch_thread_pool',
    ['node_name', 'pool'],
    [
      ['rejected', 'counter', '1', '被拒绝的任务数', 'Requests refused because the queue was full'],
      ['queue', 'gauge', '1', '排队的任务数', 'Requests that wait'],
    ],
  ),
];
