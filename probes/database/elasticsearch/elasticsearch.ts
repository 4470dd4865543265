import { lazyProbe } from '../../lazy-probe.ts';
import type { ProbeType } from '../../probe.ts';
import { ElasticsearchConfig } from './config.ts';
import { elasticsearchMetrics } from './metrics.ts';

/** Elasticsearch and OpenSearch, by the HTTP interface of one of the nodes. */
export const elasticsearch: ProbeType<ElasticsearchConfig> = {
  name: 'elasticsearch',
  title: { 'zh-CN': 'Elasticsearch / OpenSearch', en: 'Elasticsearch, OpenSearch' },
  target: 'database',
  credentials: ['password', 'token'],
  config: ElasticsearchConfig,
  metrics: elasticsearchMetrics,
  reach: 'out',
  platforms: ['linux', 'win32', 'darwin'],
  every: { ms: 60_000 },
  timeoutMs: 48_000,
  create: (config, options) =>
    lazyProbe(async () => (await import('./watched-elasticsearch.ts')).watchedElasticsearch(config, options)),
  explain: async (...asked) => (await import('./watched-elasticsearch.ts')).explainElasticsearch(...asked),
  grants: async ({ user, product }) => (await import('./grants.ts')).elasticsearchGrants(user, product),
};
