import * as z from 'zod';
import { numberOf, type ServiceValue } from '../service-reader.ts';

const figure = z.number().catch(Number.NaN);
/** Counts that are left out while they are 0. */
const count = z.number().catch(0);

const Overview = z.object({
  rabbitmq_version: z.string(),
  product_name: z.string().catch('RabbitMQ'),
  product_version: z.string().optional().catch(undefined),
  cluster_name: z.string().catch(''),
  message_stats: z.record(z.string(), z.unknown()).catch({}),
  queue_totals: z.record(z.string(), z.unknown()).catch({}),
  object_totals: z.record(z.string(), z.unknown()).catch({}),
});

/** What `/api/overview` tells. */
export interface RabbitmqOverview {
  product: string;
  version: string;
  cluster: string;
  messages: Readonly<Record<string, unknown>>;
  totals: Readonly<Record<string, unknown>>;
  objects: Readonly<Record<string, unknown>>;
}

/** Undefined where it is something else. */
export function parseOverview(json: unknown): RabbitmqOverview | undefined {
  const parsed = Overview.safeParse(json);
  if (!parsed.success) return undefined;
  const { data } = parsed;
  return {
    product: data.product_name,
    version: data.product_version ?? data.rabbitmq_version,
    cluster: data.cluster_name,
    messages: data.message_stats,
    totals: data.queue_totals,
    objects: data.object_totals,
  };
}

export function overviewValues({ messages, totals, objects }: RabbitmqOverview): ServiceValue[] {
  const counted = (from: Readonly<Record<string, unknown>>, name: string) => numberOf(from[name] ?? 0);
  return [
    ['rabbitmq_overview.connections', counted(objects, 'connections')],
    ['rabbitmq_overview.channels', counted(objects, 'channels')],
    ['rabbitmq_overview.consumers', counted(objects, 'consumers')],
    ['rabbitmq_overview.exchanges', counted(objects, 'exchanges')],
    ['rabbitmq_overview.queues', counted(objects, 'queues')],
    ['rabbitmq_overview.messages', counted(totals, 'messages')],
    ['rabbitmq_overview.messages_ready', counted(totals, 'messages_ready')],
    ['rabbitmq_overview.messages_unacked', counted(totals, 'messages_unacknowledged')],
    ['rabbitmq_overview.messages_published', counted(messages, 'publish')],
    ['rabbitmq_overview.messages_acked', counted(messages, 'ack')],
    ['rabbitmq_overview.messages_delivered', counted(messages, 'deliver_get')],
    ['middleware.connections', counted(objects, 'connections'), ''],
  ];
}

const Node = z.object({
  name: z.string(),
  running: z.boolean().catch(true),
  mem_used: figure,
  mem_limit: figure,
  mem_alarm: z.boolean().catch(false),
  disk_free: figure,
  disk_free_limit: figure,
  disk_free_alarm: z.boolean().catch(false),
  fd_used: figure,
  fd_total: figure,
  sockets_used: figure,
  sockets_total: figure,
  proc_used: figure,
  proc_total: figure,
  run_queue: figure,
  uptime: figure,
  partitions: z.array(z.unknown()).catch([]),
});
export type RabbitmqNode = z.infer<typeof Node>;

/** What `/api/nodes` tells; undefined where it is something else. */
export function parseNodes(json: unknown): RabbitmqNode[] | undefined {
  return z.array(Node).safeParse(json).data;
}

export function nodeValues(node: RabbitmqNode): ServiceValue[] {
  const { name } = node;
  const plain = [
    'mem_used',
    'mem_limit',
    'disk_free',
    'disk_free_limit',
    'fd_used',
    'fd_total',
    'sockets_used',
    'sockets_total',
    'proc_used',
    'proc_total',
    'run_queue',
  ] as const;
  return [
    ['rabbitmq_node.running', node.running ? 1 : 0, name],
    ['rabbitmq_node.mem_alarm', node.mem_alarm ? 1 : 0, name],
    ['rabbitmq_node.disk_free_alarm', node.disk_free_alarm ? 1 : 0, name],
    ['rabbitmq_node.partitions', node.partitions.length, name],
    ...plain.map((field): ServiceValue => [`rabbitmq_node.${field}`, node[field], name]),
    ['middleware.uptime_seconds', node.uptime / 1_000, name],
  ];
}

const Queue = z.object({
  name: z.string(),
  vhost: z.string(),
  messages: count,
  messages_ready: count,
  messages_unacknowledged: count,
  consumers: count,
  memory: figure,
});
export type RabbitmqQueue = z.infer<typeof Queue>;

const QueuePage = z.union([
  z.object({ items: z.array(Queue), filtered_count: count }),
  // Before 3.6 there are no pages.
  z.array(Queue).transform((items) => ({ items, filtered_count: items.length })),
]);

/** What one page of `/api/queues` tells; undefined where it is something else. */
export function parseQueues(json: unknown): { queues: RabbitmqQueue[]; total: number } | undefined {
  const { data } = QueuePage.safeParse(json);
  return data && { queues: data.items, total: data.filtered_count };
}

export function queueValues(queue: RabbitmqQueue, deadLetters: readonly string[]): ServiceValue[] {
  const { name, vhost, messages, consumers } = queue;
  const both = vhost === '/' ? name : `${vhost}/${name}`;
  const isDead = deadLetters.some((word) => name.toLowerCase().includes(word.toLowerCase()));
  return [
    ['rabbitmq_queue.messages', messages, name, vhost],
    ['rabbitmq_queue.messages_ready', queue.messages_ready, name, vhost],
    ['rabbitmq_queue.messages_unack', queue.messages_unacknowledged, name, vhost],
    ['rabbitmq_queue.consumers', consumers, name, vhost],
    ['rabbitmq_queue.memory', queue.memory, name, vhost],
    ['middleware_queue.messages', messages, both],
    ['middleware_queue.consumers', consumers, both],
    // Nobody consumes dead letters, and that is what they are for.
    ...(isDead
      ? [['middleware_queue.dead_letters', messages, both] as const]
      : [['middleware_queue.unconsumed_messages', consumers === 0 ? messages : 0, both] as const]),
  ];
}
