import type { Probe, ProbeOptions, ProbeType } from '../../probe.ts';
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
  create,
  explain: async (...asked) => (await import('./watched-elasticsearch.ts')).explainElasticsearch(...asked),
  grants: async ({ user, product }) => (await import('./grants.ts')).elasticsearchGrants(user, product),
};

function create(config: ElasticsearchConfig, options: ProbeOptions): Probe {
  let watched: Promise<Probe> | undefined;
  return {
    async collect(signal) {
      watched ??= import('./watched-elasticsearch.ts').then(({ watchedElasticsearch }) =>
        watchedElasticsearch(config, options),
      );
      return (await watched).collect(signal);
    },
    async close() {
      await (await watched)?.close();
    },
  };
}
