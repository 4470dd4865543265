import { middlewareMetrics } from '#protocol/vocabulary/middleware.ts';

/** What is told of the asking itself, beside what the exporter tells. */
export const scrapeMetrics = middlewareMetrics.filter(({ name }) => name.startsWith('scrape.'));
