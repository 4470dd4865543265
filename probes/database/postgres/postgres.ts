import { type DatabaseProbeType, databaseProbeType } from '../probe-type.ts';
import { PostgresConfig } from './config.ts';
import { postgresMetrics } from './metrics.ts';

/** PostgreSQL, KingbaseES, openGauss, GaussDB and other relatives. */
export const postgres: DatabaseProbeType<PostgresConfig> = databaseProbeType({
  name: 'postgres',
  title: { 'zh-CN': 'PostgreSQL、KingbaseES、openGauss', en: 'PostgreSQL, KingbaseES, openGauss' },
  config: PostgresConfig,
  metrics: postgresMetrics,
  load: async () => (await import('./make.ts')).postgresMake,
});
