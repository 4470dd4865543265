import { serviceProbe } from '../service-probe.ts';
import { MemcachedConfig } from './config.ts';

/** memcached, by its command `stats`. */
export const memcached = serviceProbe<MemcachedConfig>({
  name: 'memcached',
  title: { 'zh-CN': 'memcached', en: 'memcached' },
  config: MemcachedConfig,
  credentials: ['password'],
  subjects: ['memcached', 'middleware'],
  load: async () => (await import('./read-memcached.ts')).readMemcached,
});
