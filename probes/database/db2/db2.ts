import { databaseProbeType } from '../probe-type.ts';
import { Db2Config } from './config.ts';
import { db2Metrics } from './metrics.ts';

/** Db2 for Linux, Unix and Windows, 9.7 and later. */
export const db2 = databaseProbeType({
  name: 'db2',
  title: { 'zh-CN': 'DB2', en: 'Db2' },
  config: Db2Config,
  metrics: db2Metrics,
  load: async () => (await import('./make.ts')).db2Make,
});
