import { databaseProbeType } from '../probe-type.ts';
import { SqlserverConfig } from './config.ts';
import { sqlserverMetrics } from './metrics.ts';

/** SQL Server 2012 and later, on a machine of one's own. */
export const sqlserver = databaseProbeType({
  name: 'sqlserver',
  title: { 'zh-CN': 'SQL Server', en: 'SQL Server' },
  config: SqlserverConfig,
  metrics: sqlserverMetrics,
  load: async () => (await import('./make.ts')).sqlserverMake,
});
