import { lazyProbe } from '../../lazy-probe.ts';
import type { ProbeType } from '../../probe.ts';
import { SqlConfig } from './config.ts';
import { sqlMetrics } from './metrics.ts';

/** What a statement of your own asks of a database. */
export const sql: ProbeType<SqlConfig> = {
  name: 'sql',
  title: { 'zh-CN': '自定义 SQL 查询', en: 'SQL query' },
  config: SqlConfig,
  metrics: sqlMetrics,
  reach: 'out',
  target: 'database',
  credentials: ['password'],
  platforms: ['linux', 'win32', 'darwin'],
  every: { ms: 60_000 },
  timeoutMs: 48_000,
  create: (config, options) =>
    lazyProbe(async () => (await import('./watched-queries.ts')).watchedQueries(config, options)),
  explain: async (...asked) => (await import('./explain-queries.ts')).explainQueries(...asked),
};
