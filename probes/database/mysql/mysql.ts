import { databaseProbeType } from '../probe-type.ts';
import { MysqlConfig } from './config.ts';
import { mysqlMetrics } from './metrics.ts';

/** MySQL, MariaDB, and what speaks as they do: Percona, TiDB, OceanBase in its MySQL mode. */
export const mysql = databaseProbeType<MysqlConfig>({
  name: 'mysql',
  title: { 'zh-CN': 'MySQL / MariaDB（含 OceanBase、TiDB）', en: 'MySQL, MariaDB (OceanBase, TiDB)' },
  config: MysqlConfig,
  metrics: mysqlMetrics,
  load: async () => (await import('./make.ts')).mysqlMake,
});
