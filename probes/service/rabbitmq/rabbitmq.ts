import { serviceProbe } from '../service-probe.ts';
import { RabbitmqConfig } from './config.ts';

/** RabbitMQ, by its management API. */
export const rabbitmq = serviceProbe<RabbitmqConfig>({
  name: 'rabbitmq',
  title: { 'zh-CN': 'RabbitMQ', en: 'RabbitMQ' },
  config: RabbitmqConfig,
  credentials: ['password'],
  subjects: ['rabbitmq_overview', 'rabbitmq_node', 'rabbitmq_queue', 'middleware', 'middleware_queue'],
  load: async () => (await import('./read-rabbitmq.ts')).readRabbitmq,
  grants: async ({ user }) => (await import('./grants.ts')).rabbitmqGrants(user),
});
