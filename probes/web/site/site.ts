import { siteMetrics } from '#protocol/vocabulary/web.ts';
import { lazyProbe } from '../../lazy-probe.ts';
import type { ProbeType } from '../../probe.ts';
import { SiteConfig } from './config.ts';

/** A whole site, from its start page: broken links, and main columns that are not as they should be. */
export const site: ProbeType<SiteConfig> = {
  name: 'site',
  title: { 'zh-CN': '网站栏目与链接', en: 'Columns and links of a site' },
  config: SiteConfig,
  metrics: siteMetrics,
  reach: 'out',
  target: 'page',
  credentials: [],
  isPublic: true,
  platforms: ['linux', 'win32', 'darwin'],
  every: { ms: 60_000 },
  timeoutMs: 48_000,
  create: (config, options) =>
    lazyProbe(async () => (await import('./watched-site.ts')).createWatchedSite(config, options)),
  explain: async (...asked) => (await import('./explain.ts')).explainSite(...asked),
};
