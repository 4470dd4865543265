import { certificateMetrics, pageMetrics } from '#protocol/vocabulary/web.ts';
import { lazyProbe } from '../../lazy-probe.ts';
import type { ProbeType } from '../../probe.ts';
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
  create: (config, options) =>
    lazyProbe(async () => (await import('./watched-page.ts')).createWatchedPage(config, options)),
  explain: async (...asked) => (await import('./explain.ts')).explainPage(...asked),
};
