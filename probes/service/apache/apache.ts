import { serviceProbe } from '../service-probe.ts';
import { ApacheConfig } from './config.ts';

/** Apache HTTP Server, by `mod_status`. */
export const apache = serviceProbe<ApacheConfig>({
  name: 'apache',
  title: { 'zh-CN': 'Apache HTTP Server', en: 'Apache HTTP Server' },
  config: ApacheConfig,
  credentials: ['password'],
  subjects: ['apache', 'middleware'],
  load: async () => (await import('./read-apache.ts')).readApache,
  grants: async () => (await import('./grants.ts')).apacheGrants(),
});
