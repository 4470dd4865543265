import { databaseProbeType } from '../probe-type.ts';
import { DamengConfig } from './config.ts';
import { damengMetrics } from './metrics.ts';

/** Dameng (达梦) 8. */
export const dameng = databaseProbeType({
  name: 'dameng',
  title: { 'zh-CN': '达梦数据库', en: 'Dameng' },
  config: DamengConfig,
  metrics: damengMetrics,
  load: async () => (await import('./make.ts')).damengMake,
});
