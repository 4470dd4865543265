import type { Explanation } from '#protocol/explanation.ts';
import { siteMetrics } from '#protocol/vocabulary/web.ts';
import { explainedReadings } from '../../explained-readings.ts';
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { seriesOf } from '../series.ts';
import type { SiteConfig } from './config.ts';
import { createCrawl } from './crawl.ts';
import { keptOf, siteReadings } from './watched-site.ts';

/** What somebody who waits for it waits at most. */
const PATIENCE_MS = 40_000;
const MOST_SHOWN = 200;

/** Looks through the site once, as far as it gets in less than a minute. */
export async function explainSite(
  config: SiteConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Explanation> {
  const startedMs = performance.now();
  const pages = Math.min(config.pages, Math.floor((PATIENCE_MS / 1_000) * config.per_second));
  const result = await createCrawl({ ...config, pages }, options).goOn(PATIENCE_MS + 5_000, signal);
  if (!result) throw new ProbeError('too_slow', `${pages} pages take longer than ${PATIENCE_MS / 1_000} s`);
  const readings = siteReadings(seriesOf(siteMetrics), config, keptOf(result, options.now()), options.now());
  return {
    recognised: {
      profile: 'site',
      kind: 'page',
      vendor: '',
      model: '',
      name: (options.host ?? config.address).slice(0, 200),
      why: `${result.pages} pages looked at, ${result.links} links met`,
    },
    readings: explainedReadings(siteMetrics, readings),
    ignored: result.broken.slice(0, MOST_SHOWN).map(({ url, why, from }) => ({
      what: url.slice(0, 200),
      why: `${why}, linked from ${from}`.slice(0, 200),
    })),
    timings: [
      { step: 'pages', ms: performance.now() - startedMs, requests: result.pages, values: readings.length },
    ],
  };
}
