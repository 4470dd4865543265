import { createHash } from 'node:crypto';
import * as z from 'zod';
import { siteMetrics } from '#protocol/vocabulary/web.ts';
import { evidenceFact } from '../../evidence-fact.ts';
import type { Fact, Probe, ProbeOptions, Reading } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { type Series, seriesOf } from '../series.ts';
import type { SiteConfig } from './config.ts';
import { type Crawl, createCrawl, type SiteResult } from './crawl.ts';

/** What is kept of the last check over a restart; links are told once and not kept. */
const KeptResult = z.object({
  doneMs: z.number(),
  pages: z.number(),
  links: z.number(),
  broken: z.number(),
  columns: z.record(z.string(), z.string()),
});
type KeptResult = z.infer<typeof KeptResult>;

/** Of one collection, so that what is under way ends within its time. */
const SLICE_MS = 30_000;
/** Sites that one program looks through at once: 360 that begin together are no burst. */
const MOST_AT_ONCE = 3;
let underWay = 0;

/** A site that is looked through now and then; between two checks the last one is told. Opens no connection. */
export function createWatchedSite(config: SiteConfig, options: ProbeOptions): Probe {
  const series = seriesOf(siteMetrics);
  const memory = options.remember?.('sites');
  const key = keyOf(config);
  let crawl: Crawl | undefined;
  let hasPlace = false;
  let last: KeptResult | undefined = KeptResult.safeParse(memory?.get(key)).data;
  return {
    async collect(signal) {
      const nowMs = options.now();
      const isDue = last === undefined || nowMs - last.doneMs >= config.every || nowMs < last.doneMs;
      const result = crawl || isDue ? await goOn(signal) : undefined;
      if (result) {
        last = keptOf(result, options.now());
        memory?.set(key, last);
      }
      return {
        readings: siteReadings(series, config, last, options.now()),
        facts: result ? factsOf(result) : [],
      };
    },
    async close() {
      leave();
    },
  };

  async function goOn(signal: AbortSignal): Promise<SiteResult | undefined> {
    if (!hasPlace && underWay >= MOST_AT_ONCE) return undefined;
    if (!hasPlace) underWay++;
    hasPlace = true;
    crawl ??= createCrawl(config, options);
    try {
      const result = await crawl.goOn(SLICE_MS, signal);
      if (result) leave();
      return result;
    } catch (error) {
      // The time was over in the middle of a page: it is asked again in the next collection.
      if (signal.aborted && !(error instanceof ProbeError) && crawl.hasBegun()) return undefined;
      leave();
      throw error;
    }
  }

  function leave(): void {
    if (hasPlace) underWay--;
    hasPlace = false;
    crawl = undefined;
  }
}

/** What the last check came to, and how old that is; NaN while there was none. */
export function siteReadings(
  series: Series,
  { columns }: SiteConfig,
  last: KeptResult | undefined,
  nowMs: number,
): Reading[] {
  const missing = columns.filter(({ name }) => last?.columns[name] !== 'ok');
  return [
    series.reading('site.pages', last?.pages ?? Number.NaN),
    series.reading('site.links', last?.links ?? Number.NaN),
    series.reading('site.broken_links', last?.broken ?? Number.NaN),
    series.reading('site.columns_missing', last ? missing.length : Number.NaN),
    series.reading('site.age_seconds', last ? Math.round((nowMs - last.doneMs) / 1_000) : Number.NaN),
    ...columns.map(({ name }) =>
      series.state('site.column_state', last?.columns[name] ?? '', { column: name }),
    ),
  ];
}

/** What is kept of a check. */
export function keptOf({ pages, links, broken, columns }: SiteResult, doneMs: number): KeptResult {
  return { doneMs, pages, links, broken: broken.length, columns };
}

/** What people need to mend it. */
export function factsOf({ broken, columns, pages }: SiteResult): Fact[] {
  const title = `check of ${pages} pages`;
  const missing = Object.entries(columns).filter(([, state]) => state !== 'ok');
  const facts: Fact[] = [];
  if (broken.length > 0) {
    const lines = broken.map(({ url, why, from }) => `${why}: ${url} (linked from ${from})`);
    facts.push(evidenceFact({ metric: 'site.broken_links', title, form: 'lines', lines }));
  }
  if (missing.length > 0) {
    const lines = missing.map(([name, state]) => `${name}: ${state}`);
    facts.push(evidenceFact({ metric: 'site.columns_missing', title, form: 'lines', lines }));
  }
  return facts;
}

function keyOf({ address, scheme, port, path, columns }: SiteConfig): string {
  const text = JSON.stringify([scheme, port, path, columns]);
  return `${address} ${createHash('sha256').update(text).digest('hex').slice(0, 16)}`;
}
