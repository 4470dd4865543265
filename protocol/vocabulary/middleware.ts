import { defineMetrics, defineStates } from '../define-metrics.ts';

const yes = defineStates(['no', '否', 'no'], ['yes', '是', 'yes']);

/** Life of one server of a WebLogic domain. */
export const serverStates = defineStates(
  ['running', '运行', 'running'],
  ['starting', '启动中', 'starting'],
  ['suspended', '挂起或仅管理', 'suspended or administration only'],
  ['stopping', '停止中', 'stopping'],
  ['shutdown', '已停止', 'shut down'],
  ['failed', '失败', 'failed'],
  ['other', '其他', 'other'],
);

/** What a server says of its own health. */
export const healthStates = defineStates(
  ['ok', '正常', 'well'],
  ['warning', '有隐患', 'in danger'],
  ['overloaded', '过载', 'overloaded'],
  ['critical', '严重', 'critical'],
  ['failed', '失败', 'failed'],
  ['unknown', '未知', 'unknown'],
);

/**
 * What all of them have, so that one rule and one page serve every make; `instance` is empty where a target is one
 * server, and names the server where it is a domain of several.
 */
export const middlewareMetrics = [
  ...defineMetrics(
    'middleware',
    ['instance', 'pool'],
    [
      [
        'busy_percent',
        'gauge',
        '%',
        '工作线程或连接占上限的比例',
        'Workers or connections in use, of those that it may have',
      ],
    ],
  ),
  ...defineMetrics(
    'middleware',
    ['instance'],
    [
      ['uptime_seconds', 'gauge', 's', '运行时间', 'Time since it was started'],
      ['connections', 'gauge', '1', '连接数', 'Open connections of clients'],
      ['sessions', 'gauge', '1', '会话数', 'Sessions of people in its applications'],
      ['threads', 'gauge', '1', '线程数', 'Threads of its process'],
      ['heap_used_percent', 'gauge', '%', '堆内存使用率', 'Java heap in use, of what it may become'],
      ['heap_used_bytes', 'gauge', 'B', '已用堆内存', 'Java heap in use'],
      ['gc_seconds_total', 'counter', 's', '垃圾回收累计耗时', 'Time spent on collecting garbage'],
      ['requests_total', 'counter', '1', '请求数', 'Requests'],
      [
        'errors_total',
        'counter',
        '1',
        '出错的请求数',
        'Requests that ended in an error, as the server counts them',
      ],
      [
        'errors_percent',
        'gauge',
        '%',
        '近一周期出错请求占比',
        'Requests that ended in an error since the last collection; not told below 20 requests',
      ],
    ],
  ),
  ...defineMetrics(
    'middleware_datasource',
    ['instance', 'datasource'],
    [
      ['active', 'gauge', '1', '使用中的连接', 'Connections in use'],
      ['limit', 'gauge', '1', '连接上限', 'Connections that the pool may have'],
      ['used_percent', 'gauge', '%', '连接池使用率', 'Connections in use, of those that it may have'],
      ['waiting', 'gauge', '1', '等待连接的线程', 'Threads that wait for a connection'],
    ],
  ),
  ...defineMetrics(
    'middleware_queue',
    // Only the queues that hold most; the others are counted by the broker's own totals.
    ['queue'],
    [
      ['messages', 'gauge', '1', '队列中的消息', 'Messages in the queue'],
      ['consumers', 'gauge', '1', '消费者数', 'Consumers of the queue'],
      [
        'unconsumed_messages',
        'gauge',
        '1',
        '无人消费的消息',
        'Messages in a queue that has no consumer; 0 where it has one',
      ],
      ['dead_letters', 'gauge', '1', '死信', 'Messages in a queue of dead letters'],
    ],
  ),
  ...defineMetrics(
    'nginx',
    [],
    [
      ['active', 'gauge', '1', '活动连接', 'Connections, idle ones among them'],
      ['reading', 'gauge', '1', '正在读请求的连接', 'Connections that send a request'],
      ['writing', 'gauge', '1', '正在应答的连接', 'Connections that are answered'],
      ['waiting', 'gauge', '1', '空闲的长连接', 'Connections that wait for their next request'],
      ['accepts', 'counter', '1', '接受的连接', 'Connections that were accepted'],
      ['handled', 'counter', '1', '处理的连接', 'Connections that were handled'],
      ['requests', 'counter', '1', '请求数', 'Requests'],
      [
        'dropped',
        'counter',
        '1',
        '因达到上限而丢弃的连接',
        'Connections that were accepted and dropped: worker_connections was reached',
      ],
    ],
  ),
  ...defineMetrics(
    'apache',
    [],
    [
      ['busy_workers', 'gauge', '1', '忙碌的工作线程', 'Workers that serve a request'],
      ['idle_workers', 'gauge', '1', '空闲的工作线程', 'Workers that wait for a request'],
      ['processes', 'gauge', '1', '进程数', 'Processes'],
      ['total_accesses', 'counter', '1', '请求数', 'Requests'],
      ['bytes_sent_total', 'counter', 'B', '发送的字节', 'Bytes sent'],
      ['duration_seconds_total', 'counter', 's', '请求累计耗时', 'Time spent on requests'],
      ['workers_reading', 'gauge', '1', '读请求的工作线程', 'Workers that read a request'],
      ['workers_sending', 'gauge', '1', '应答中的工作线程', 'Workers that send an answer'],
      ['workers_keepalive', 'gauge', '1', '保持连接的工作线程', 'Workers that keep an idle connection'],
    ],
  ),
  ...defineMetrics(
    'tomcat_jvm_memory',
    [],
    [
      ['free', 'gauge', 'B', 'JVM 空闲内存', 'Free heap of what is allocated'],
      ['total', 'gauge', 'B', 'JVM 已分配内存', 'Allocated heap'],
      ['max', 'gauge', 'B', 'JVM 最大内存', 'The most heap that it may have'],
    ],
  ),
  ...defineMetrics(
    'tomcat_jvm_memorypool',
    ['name', 'type'],
    [
      ['usage_used', 'gauge', 'B', '内存池已用', 'Bytes in use of a pool of memory'],
      [
        'usage_max',
        'gauge',
        'B',
        '内存池上限',
        'The most bytes that the pool may have; absent where it has no limit',
      ],
    ],
  ),
  ...defineMetrics(
    'tomcat_connector',
    ['name'],
    [
      ['max_threads', 'gauge', '1', '最大线程数', 'Threads that it may have'],
      ['current_thread_count', 'gauge', '1', '当前线程数', 'Threads'],
      ['current_threads_busy', 'gauge', '1', '忙碌线程数', 'Threads that serve a request'],
      ['request_count', 'counter', '1', '请求数', 'Requests'],
      ['error_count', 'counter', '1', '错误数', 'Requests answered with status 400 and above'],
      ['processing_time', 'counter', 'ms', '累计处理时间', 'Time spent on requests'],
      ['max_time', 'gauge', 'ms', '最长处理时间', 'Time that the longest request took since the start'],
      ['bytes_received', 'counter', 'B', '接收的字节', 'Bytes received'],
      ['bytes_sent', 'counter', 'B', '发送的字节', 'Bytes sent'],
    ],
  ),
  ...defineMetrics(
    'tongweb',
    [],
    [['hung_threads', 'gauge', '1', '挂起的线程', 'Threads that work on one request for too long']],
  ),
  ...defineMetrics(
    'weblogic_server',
    ['instance'],
    [
      ['state', 'state', '1', '服务器状态', 'State of the server', serverStates],
      ['health', 'state', '1', '服务器健康', 'Health as the server sees it', healthStates],
      ['open_sockets', 'gauge', '1', '打开的套接字', 'Open sockets'],
      ['execute_threads', 'gauge', '1', '执行线程', 'Threads that serve requests'],
      ['hogging_threads', 'gauge', '1', '独占线程', 'Threads that work on one request for longer than usual'],
      ['stuck_threads', 'gauge', '1', '阻塞线程', 'Threads that are stuck on one request'],
      ['queue_length', 'gauge', '1', '排队的请求', 'Requests that wait for a thread'],
    ],
  ),
  ...defineMetrics(
    'rabbitmq_overview',
    [],
    [
      ['connections', 'gauge', '1', '连接数', 'Connections'],
      ['channels', 'gauge', '1', '通道数', 'Channels'],
      ['consumers', 'gauge', '1', '消费者数', 'Consumers'],
      ['exchanges', 'gauge', '1', '交换机数', 'Exchanges'],
      ['queues', 'gauge', '1', '队列数', 'Queues'],
      ['messages', 'gauge', '1', '消息总数', 'Messages in all queues'],
      ['messages_ready', 'gauge', '1', '待投递消息', 'Messages that wait for a consumer'],
      ['messages_unacked', 'gauge', '1', '未确认消息', 'Messages that a consumer has and did not confirm'],
      ['messages_published', 'counter', '1', '发布的消息', 'Messages that were published'],
      ['messages_acked', 'counter', '1', '确认的消息', 'Messages that were confirmed'],
      ['messages_delivered', 'counter', '1', '投递的消息', 'Messages that were delivered'],
    ],
  ),
  ...defineMetrics(
    'rabbitmq_node',
    ['node'],
    [
      ['running', 'state', '1', '节点是否运行', 'Whether the node runs', yes],
      ['mem_used', 'gauge', 'B', '内存使用', 'Memory in use'],
      ['mem_limit', 'gauge', 'B', '内存水位线', 'Memory at which it blocks publishers'],
      ['mem_alarm', 'state', '1', '内存告警', 'Whether it blocks publishers for want of memory', yes],
      ['disk_free', 'gauge', 'B', '磁盘剩余', 'Free space of its disk'],
      ['disk_free_limit', 'gauge', 'B', '磁盘水位线', 'Free space below which it blocks publishers'],
      ['disk_free_alarm', 'state', '1', '磁盘告警', 'Whether it blocks publishers for want of disk', yes],
      ['fd_used', 'gauge', '1', '文件描述符使用', 'File descriptors in use'],
      ['fd_total', 'gauge', '1', '文件描述符上限', 'File descriptors that it may have'],
      ['sockets_used', 'gauge', '1', '套接字使用', 'Sockets in use'],
      ['sockets_total', 'gauge', '1', '套接字上限', 'Sockets that it may have'],
      ['proc_used', 'gauge', '1', 'Erlang 进程数', 'Erlang processes'],
      ['proc_total', 'gauge', '1', 'Erlang 进程上限', 'Erlang processes that it may have'],
      ['run_queue', 'gauge', '1', '运行队列', 'Erlang processes that wait for a processor'],
      ['partitions', 'gauge', '1', '与其隔离的节点数', 'Nodes from which it sees itself cut off'],
    ],
  ),
  ...defineMetrics(
    'rabbitmq_queue',
    ['queue', 'vhost'],
    [
      ['messages', 'gauge', '1', '消息数', 'Messages'],
      ['messages_ready', 'gauge', '1', '待投递消息', 'Messages that wait for a consumer'],
      ['messages_unack', 'gauge', '1', '未确认消息', 'Messages that a consumer has and did not confirm'],
      ['consumers', 'gauge', '1', '消费者数', 'Consumers'],
      ['memory', 'gauge', 'B', '占用内存', 'Memory of the queue'],
    ],
  ),
  ...defineMetrics(
    'activemq_broker',
    [],
    [
      ['memory_percent_usage', 'gauge', '%', '内存使用率', 'Memory in use, of its limit'],
      ['store_percent_usage', 'gauge', '%', '存储使用率', 'Store in use, of its limit'],
      ['temp_percent_usage', 'gauge', '%', '临时存储使用率', 'Temporary store in use, of its limit'],
      ['memory_limit', 'gauge', 'B', '内存上限', 'Limit of memory'],
      ['store_limit', 'gauge', 'B', '存储上限', 'Limit of the store'],
      ['temp_limit', 'gauge', 'B', '临时存储上限', 'Limit of the temporary store'],
      ['total_message_count', 'gauge', '1', '消息总数', 'Messages in all destinations'],
      ['total_consumer_count', 'gauge', '1', '消费者数', 'Consumers'],
      ['total_producer_count', 'gauge', '1', '生产者数', 'Producers'],
      ['total_enqueue_count', 'counter', '1', '入队消息', 'Messages that came'],
      ['total_dequeue_count', 'counter', '1', '出队消息', 'Messages that left'],
      ['slave', 'state', '1', '是否备用', 'Whether it stands by for another broker', yes],
    ],
  ),
  ...defineMetrics(
    'activemq_queues',
    ['name'],
    [
      ['size', 'gauge', '1', '消息数', 'Messages'],
      ['consumer_count', 'gauge', '1', '消费者数', 'Consumers'],
      ['enqueue_count', 'counter', '1', '入队消息', 'Messages that came'],
      ['dequeue_count', 'counter', '1', '出队消息', 'Messages that left'],
      ['expired_count', 'counter', '1', '过期消息', 'Messages that expired'],
    ],
  ),
  ...defineMetrics(
    'memcached',
    [],
    [
      ['curr_connections', 'gauge', '1', '连接数', 'Open connections'],
      ['max_connections', 'gauge', '1', '连接上限', 'Connections that it takes at most'],
      ['rejected_connections', 'counter', '1', '拒绝的连接', 'Connections that were refused at the limit'],
      ['listen_disabled_num', 'counter', '1', '停止接受连接的次数', 'Times that it took no more connections'],
      ['curr_items', 'gauge', '1', '条目数', 'Items'],
      ['bytes', 'gauge', 'B', '已用字节', 'Bytes in use'],
      ['limit_maxbytes', 'gauge', 'B', '内存上限', 'Bytes that it may use'],
      ['cmd_get', 'counter', '1', '读请求', 'Items that were asked for'],
      ['cmd_set', 'counter', '1', '写请求', 'Items that were stored'],
      ['get_hits', 'counter', '1', '命中', 'Items that were there'],
      ['get_misses', 'counter', '1', '未命中', 'Items that were not there'],
      ['evictions', 'counter', '1', '淘汰的条目', 'Items thrown out before their time for want of room'],
      ['bytes_read', 'counter', 'B', '接收的字节', 'Bytes received'],
      ['bytes_written', 'counter', 'B', '发送的字节', 'Bytes sent'],
    ],
  ),
  ...defineMetrics(
    'scrape',
    [],
    [
      ['samples', 'gauge', '1', '导出的序列数', 'Series that the exporter gives'],
      ['series', 'gauge', '1', '采集的序列数', 'Series that are kept of those'],
      ['body_bytes', 'gauge', 'B', '应答大小', 'Size of its answer, unpacked'],
      [
        'subjects_down',
        'gauge',
        '1',
        '导出器报告不可达的对象数',
        'Figures such as `mysql_up` and `probe_success`, without labels, that are 0: the exporter answers and what it watches does not',
      ],
    ],
  ),
] as const;
