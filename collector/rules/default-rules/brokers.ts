import { is, MINUTE_MS, type RuleDefinition } from './rule-definition.ts';

/** Queues, and the brokers that hold them. */
export const brokerRules: readonly RuleDefinition[] = [
  {
    id: 'queue-unconsumed',
    name: { 'zh-CN': '队列无人消费且不断增长', en: 'Queue grows and nobody fetches' },
    reason: {
      'zh-CN': '没有消费者的队列十分钟内一直在增长：接收程序停了，数据只进不出。',
      en: 'A queue without a consumer grew at each reading for ten minutes: who should fetch has stopped, and data only come in.',
    },
    watch: { metric: 'middleware_queue.unconsumed_messages' },
    condition: { kind: 'rate', above: 0 },
    holdMs: 10 * MINUTE_MS,
    recoveryDelayMs: 10 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'queue-unconsumed-many',
    name: { 'zh-CN': '队列积压且无人消费', en: 'Many messages and nobody fetches' },
    reason: {
      'zh-CN': '上千条消息半小时没有消费者：增长缓慢的队列不会触发上一条规则。定时取走消息的队列请调高阈值。',
      en: 'More than a thousand messages without a consumer for half an hour: a queue that grows slowly escapes the rule of growth. For a queue that a job empties now and then, raise the threshold.',
    },
    watch: { metric: 'middleware_queue.unconsumed_messages' },
    condition: { kind: 'above', threshold: 1_000 },
    holdMs: 30 * MINUTE_MS,
    recoveryThreshold: 500,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'dead-letters-growing',
    name: { 'zh-CN': '死信增加', en: 'Dead letters grow' },
    reason: {
      'zh-CN': '有消息多次投递失败被放弃：数据没有到达该去的地方，每一条都需要有人看。',
      en: 'Messages were given up after several tries: data did not arrive where they belong, and each wants to be looked at.',
    },
    watch: { metric: 'middleware_queue.dead_letters' },
    condition: { kind: 'rate', above: 0 },
    recoveryDelayMs: 30 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'rabbitmq-memory-alarm',
    name: { 'zh-CN': 'RabbitMQ 内存告警', en: 'RabbitMQ: memory alarm' },
    reason: {
      'zh-CN': '内存超过水位线后，RabbitMQ 会阻塞所有生产者：发送程序已经停住，一次读数就要通知。',
      en: 'Above its watermark RabbitMQ blocks everybody who publishes: senders stand still already, so one reading is enough.',
    },
    ...is('rabbitmq_node.mem_alarm', 'yes'),
    recoveryDelayMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'rabbitmq-disk-alarm',
    name: { 'zh-CN': 'RabbitMQ 磁盘告警', en: 'RabbitMQ: disk alarm' },
    reason: {
      'zh-CN': '磁盘剩余低于水位线后，RabbitMQ 会阻塞所有生产者：发送程序已经停住，一次读数就要通知。',
      en: 'Below its watermark of free disk RabbitMQ blocks everybody who publishes: senders stand still already, so one reading is enough.',
    },
    ...is('rabbitmq_node.disk_free_alarm', 'yes'),
    recoveryDelayMs: MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'rabbitmq-node-down',
    name: { 'zh-CN': 'RabbitMQ 节点停止', en: 'RabbitMQ node down' },
    reason: {
      'zh-CN': '集群中的一个节点不在运行，镜像少了一份；三分钟排除一次正常重启。',
      en: 'A node of the cluster does not run, and one copy of the queues is missing. Three minutes leave out a restart.',
    },
    ...is('rabbitmq_node.running', 'no'),
    holdMs: 3 * MINUTE_MS,
    severity: 'critical',
  },
  {
    id: 'rabbitmq-partition',
    name: { 'zh-CN': 'RabbitMQ 集群脑裂', en: 'RabbitMQ cluster is split' },
    reason: {
      'zh-CN': '节点之间互相看不见，各自继续收消息，合并时会丢失其中一边；不会自行恢复，越早处理损失越小。',
      en: 'Nodes do not see each other and both go on taking messages; when they are joined those of one side are lost. It does not heal by itself, and the earlier somebody acts the less is lost.',
    },
    watch: { metric: 'rabbitmq_node.partitions' },
    condition: { kind: 'above', threshold: 0 },
    severity: 'critical',
  },
  {
    id: 'activemq-store-filling',
    name: { 'zh-CN': 'ActiveMQ 存储将满', en: 'ActiveMQ store is filling up' },
    reason: {
      'zh-CN':
        '存储用到上限的 80%：消息只进不出时，很快会到 100% 并阻塞生产者。到 100% 时 ActiveMQ 会阻塞所有持久消息的生产者；超过 95% 只剩几分钟。',
      en: 'Above 80 % of its store: where messages only come in it is soon full, and then who sends is blocked. At 100 % ActiveMQ blocks everybody who sends persistent messages; above 95 % minutes are left.',
    },
    watch: { metric: 'activemq_broker.store_percent_usage' },
    condition: { kind: 'above', threshold: 80 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 70,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
    tiers: [{ severity: 'critical', threshold: 95, holdMs: MINUTE_MS, recoveryThreshold: 85 }],
  },
  {
    id: 'activemq-memory-full',
    name: { 'zh-CN': 'ActiveMQ 内存即将用尽', en: 'ActiveMQ memory nearly used up' },
    reason: {
      'zh-CN': '内存用满后 ActiveMQ 让生产者放慢或停住；五分钟一直高于 95% 说明消费跟不上。',
      en: 'With its memory full ActiveMQ slows down or stops who sends. Above 95 % for five minutes those who fetch do not keep up.',
    },
    watch: { metric: 'activemq_broker.memory_percent_usage' },
    condition: { kind: 'above', threshold: 95 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 85,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
  {
    id: 'activemq-temp-full',
    name: { 'zh-CN': 'ActiveMQ 临时存储即将写满', en: 'ActiveMQ temporary store nearly full' },
    reason: {
      'zh-CN': '非持久消息溢出到这里；写满后这类消息的生产者全部停住，五分钟说明消费跟不上。',
      en: 'Messages that are not persistent overflow into it; when it is full all who send them stand still. Five minutes say that those who fetch do not keep up.',
    },
    watch: { metric: 'activemq_broker.temp_percent_usage' },
    condition: { kind: 'above', threshold: 90 },
    holdMs: 5 * MINUTE_MS,
    recoveryThreshold: 80,
    recoveryDelayMs: 5 * MINUTE_MS,
    severity: 'warning',
  },
];
