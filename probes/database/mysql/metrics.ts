import { defineStates, yesOrNo } from '#protocol/define-metrics.ts';
import { defineMetrics } from '../../metrics.ts';

const galeraStates = defineStates(
  ['primary', '主组件', 'belongs to the part that works'],
  ['non_primary', '非主组件', 'belongs to a part that does not work'],
  ['disconnected', '已断开', 'not connected'],
);

/** What no other database has; names are those of Telegraf where it has the thing. */
export const mysqlMetrics = [
  ...defineMetrics(
    'mysql',
    [],
    [
      ['aborted_clients', 'counter', '1', '异常断开的连接', 'Connections that broke without a good-bye'],
      ['aborted_connects', 'counter', '1', '失败的连接尝试', 'Attempts to connect that failed'],
      [
        'connection_errors_max_connections',
        'counter',
        '1',
        '因连接数上限被拒绝的连接',
        'Connections refused at max_connections',
      ],
      ['max_used_connections', 'gauge', '1', '启动以来的最大连接数', 'Most sessions at once since the start'],
      ['created_tmp_disk_tables', 'counter', '1', '磁盘临时表', 'Temporary tables that went to disk'],
      ['created_tmp_tables', 'counter', '1', '临时表', 'Temporary tables'],
      ['select_full_join', 'counter', '1', '无索引的连接查询', 'Joins that read whole tables'],
      ['opened_tables', 'counter', '1', '打开表的次数', 'Tables that had to be opened'],
      ['table_locks_waited', 'counter', '1', '等待表锁的次数', 'Waits for locks of whole tables'],
      ['innodb_row_lock_waits', 'counter', '1', '等待行锁的次数', 'Waits for locks of rows'],
      ['innodb_row_lock_time', 'counter', 'ms', '等待行锁的总时间', 'Time spent waiting for locks of rows'],
      ['innodb_log_waits', 'counter', '1', '等待日志缓冲区的次数', 'Waits for a log buffer that was full'],
      [
        'innodb_buffer_pool_wait_free',
        'counter',
        '1',
        '等待空闲缓冲页的次数',
        'Waits for a free page of the buffer pool',
      ],
      ['innodb_buffer_pool_pages_dirty', 'gauge', '1', '脏页数', 'Pages that are not on disk yet'],
      ['innodb_buffer_pool_pages_total', 'gauge', '1', '缓冲池页数', 'Pages of the buffer pool'],
      [
        'innodb_history_list_length',
        'gauge',
        '1',
        '未清理的旧版本数量',
        'Changes whose old versions are still kept for open transactions',
      ],
      ['bytes_received', 'counter', 'B', '接收字节数', 'Bytes from clients'],
      ['bytes_sent', 'counter', 'B', '发送字节数', 'Bytes to clients'],
    ],
  ),
  ...defineMetrics(
    'mysql_galera',
    [],
    [
      ['state', 'state', '1', '集群组件状态', 'Which part of the cluster this node belongs to', galeraStates],
      ['ready', 'state', '1', '是否可接受查询', 'Whether the node takes queries', yesOrNo],
      ['size', 'gauge', '1', '集群节点数', 'Nodes in this part of the cluster'],
      ['receive_queue', 'gauge', '1', '接收队列长度', 'Changes that wait to be applied'],
      [
        'flow_control_paused',
        'gauge',
        '1',
        '流控暂停占比',
        'Share of the time that replication was paused for a slow node',
      ],
    ],
  ),
];
