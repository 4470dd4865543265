import { databaseProbeType } from '../probe-type.ts';
import { OracleConfig } from './config.ts';
import { oracleMetrics } from './metrics.ts';

/** Oracle databases, their containers and their standbys. */
export const oracle = databaseProbeType({
  name: 'oracle',
  title: { 'zh-CN': 'Oracle 数据库', en: 'Oracle' },
  config: OracleConfig,
  metrics: oracleMetrics,
  load: async () => (await import('./make.ts')).oracleMake,
});
