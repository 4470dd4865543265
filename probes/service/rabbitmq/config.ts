import * as z from 'zod';
import { httpSettings, passwordSettings, setting } from '../http-settings.ts';

/** How RabbitMQ is asked. */
export const RabbitmqConfig = z.strictObject({
  ...httpSettings({ port: 15_672 }),
  ...passwordSettings,
  vhost: setting(
    z.string().min(1).max(255).optional(),
    'read only the queues of this virtual host; nodes and totals are those of the whole cluster',
    '只读取此虚拟主机的队列；节点与总数为整个集群',
  ),
  dead_letters: setting(
    z.array(z.string().min(1).max(255)).max(20).default(['dlq', 'dead-letter', 'dead_letter', 'deadletter']),
    'a queue whose name holds one of these, in whatever case, holds dead letters',
    '名称含有这些词（不分大小写）的队列视为死信队列',
  ),
});
export type RabbitmqConfig = z.infer<typeof RabbitmqConfig>;
