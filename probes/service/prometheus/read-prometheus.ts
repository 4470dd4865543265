import type { Column } from '#protocol/schema.ts';
import { columnOf } from '../../metrics.ts';
import type { Measurements, ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { type Hints, httpConversation, notTheProduct } from '../http-conversation.ts';
import type { ServiceProduct, Step } from '../service-reader.ts';
import type { PrometheusConfig } from './config.ts';
import { scrapeMetrics } from './metrics.ts';
import { type Scraped, ScrapeReader } from './scrape.ts';

/** OpenMetrics first, as Prometheus asks; what answers neither is looked at all the same. */
const ACCEPT = 'application/openmetrics-text;version=1.0.0;q=0.9,text/plain;version=0.0.4;q=0.8,*/*;q=0.1';
const HINTS: Hints = {
  denied: 'the exporter does not let this address or this account in',
  missing: 'no figures there: look at port and path',
  account: 'an exporter has its accounts in its web configuration file (basic_auth_users)',
};

/** Reads one exporter again and again. */
export function readPrometheus(
  config: PrometheusConfig,
  options: ProbeOptions,
  onStep: (step: Step) => void,
): { read(signal: AbortSignal): Promise<Measurements & { product: ServiceProduct }> } {
  const ask = httpConversation(config, options, HINTS, onStep);
  const reader = new ScrapeReader(config);
  const own: readonly Column[] = scrapeMetrics.map((metric) => columnOf(metric));
  return {
    async read(signal) {
      const answer = await ask(config.path, signal, {
        maxBytes: config.max_body,
        headers: { accept: ACCEPT },
      });
      const { body, isCut } = answer;
      const type = String(answer.headers['content-type'] ?? '');
      const scraped = reader.read(body, isCut);
      if (scraped.samples === 0 || scraped.malformed > scraped.samples)
        throw notTheProduct(answer, 'an exporter of figures in the form of Prometheus');
      if (type.startsWith('application/openmetrics-text') && !scraped.hasEnd && !isCut)
        throw new ProbeError('not_understood', 'its answer ends before "# EOF": the exporter broke off');
      const ofOwn = [scraped.samples, scraped.readings.length, body.length, scraped.subjectsDown];
      return {
        readings: [
          ...scraped.readings,
          ...own.map((column, index) => ({ column, value: ofOwn[index] as number })),
        ],
        skipped: skippedOf(scraped, isCut, config.max_body),
        product: {
          vendor: '',
          product: reader.buildInfo?.product ?? 'Prometheus exporter',
          version: reader.buildInfo?.version ?? '',
          name: '',
        },
      };
    },
  };
}

function skippedOf({ leftOut, malformed }: Scraped, isCut: boolean, maxBytes: number) {
  return [
    ...leftOut,
    ...(malformed > 0 ? [{ what: 'some lines', why: 'no figures in the form of Prometheus' }] : []),
    ...(isCut
      ? [{ what: 'the end of the answer', why: `it is longer than ${maxBytes} bytes: see max_body` }]
      : []),
  ];
}
