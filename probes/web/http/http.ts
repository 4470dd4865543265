import { certificateMetrics, pageMetrics } from '#protocol/vocabulary/web.ts';
import type { Probe, ProbeOptions, ProbeType } from '../../probe.ts';
import { HttpConfig } from './config.ts';

/** Web pages and interfaces: whether they answer, what they answer, how fast, and whether they were altered. */
export const http: ProbeType<HttpConfig> = {
  name: 'http',
  title: { 'zh-CN': '网页/接口', en: 'Web page or interface' },
  config: HttpConfig,
  metrics: [...pageMetrics, ...certificateMetrics],
  reach: 'out',
  target: 'page',
  credentials: ['secrets', 'password', 'token'],
  isPublic: true,
  platforms: ['linux', 'win32', 'darwin'],
  every: { ms: 60_000 },
  timeoutMs: 48_000,
  create,
  explain: async (...asked) => (await import('./explain.ts')).explainPage(...asked),
};

function create(config: HttpConfig, options: ProbeOptions): Probe {
  let watched: Promise<Probe> | undefined;
  return {
    async collect(signal) {
      watched ??= import('./watched-page.ts').then(({ createWatchedPage }) =>
        createWatchedPage(config, options),
      );
      return (await watched).collect(signal);
    },
    async close() {
      await (await watched)?.close();
    },
  };
}
