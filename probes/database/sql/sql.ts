import type { Probe, ProbeOptions, ProbeType } from '../../probe.ts';
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
  create,
  explain: async (...asked) => (await import('./explain-queries.ts')).explainQueries(...asked),
};

/** An agent that asks nothing loads neither a driver nor what reads its rows. */
function create(config: SqlConfig, options: ProbeOptions): Probe {
  let watched: Promise<Probe> | undefined;
  return {
    async collect(signal) {
      watched ??= import('./watched-queries.ts').then(({ watchedQueries }) =>
        watchedQueries(config, options),
      );
      return (await watched).collect(signal);
    },
    async close() {
      await (await watched)?.close();
    },
  };
}
