import { serviceProbe } from '../service-probe.ts';
import { ActivemqConfig } from './config.ts';

/** ActiveMQ Classic, by JMX over HTTP. */
export const activemq = serviceProbe<ActivemqConfig>({
  name: 'activemq',
  title: { 'zh-CN': 'ActiveMQ', en: 'ActiveMQ' },
  config: ActivemqConfig,
  credentials: ['password'],
  subjects: ['activemq_broker', 'activemq_queues', 'middleware', 'middleware_queue'],
  load: async () => (await import('./read-activemq.ts')).readActivemq,
  grants: async ({ user }) => (await import('./grants.ts')).activemqGrants(user),
});
