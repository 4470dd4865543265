import type { Explanation } from '#protocol/explanation.ts';
import { certificateMetrics, pageMetrics } from '#protocol/vocabulary/web.ts';
import { explainedReadings } from '../../explained-readings.ts';
import type { ProbeOptions } from '../../probe.ts';
import { tokensOf } from '../html/tokens.ts';
import type { HttpConfig } from './config.ts';
import { compare } from './fingerprint/compare.ts';
import { normalisePage } from './fingerprint/normalise.ts';
import { fingerprintOf, unitsOf, versionOf } from './fingerprint/version.ts';
import { type Visit, visitPage } from './visit.ts';
import { createWatchedPage } from './watched-page.ts';

const MOST_SHOWN = 50;

/** Visits a page once, and where it has a fingerprint twice, to show what changes by itself. Rejects as `collect` does. */
export async function explainPage(
  config: HttpConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Explanation> {
  const { visit, measurements, error } = await createWatchedPage(config, options).visit(signal);
  if (error) throw error;
  const { redact } = visit.redaction;
  const ignored = config.fingerprint ? await whatChanges(config, options, visit, signal) : [];
  return {
    recognised: {
      profile: 'http',
      kind: 'page',
      vendor: '',
      model: redact(serverOf(visit)).slice(0, 200),
      name: redact(titleOf(visit)).slice(0, 200),
      why: 'it answers as expected',
    },
    readings: explainedReadings([...pageMetrics, ...certificateMetrics], measurements.readings),
    ignored,
    timings: timingsOf(visit),
  };
}

/** Lines that differ between two visits a moment apart will always differ: they are to be masked. */
async function whatChanges(
  config: HttpConfig,
  options: ProbeOptions,
  { last: first, redaction }: Visit,
  signal: AbortSignal,
): Promise<Explanation['ignored']> {
  const { last: second } = await visitPage(config, options, signal);
  if (!first || !second) return [];
  const { of = 'content', mask = [] } = config.fingerprint ?? {};
  const [before, now] = [first, second].map(({ page, url }) =>
    normalisePage(page.source, page.isHtml, { of, mask, url }),
  );
  if (!before || !now) return [];
  const units = unitsOf(versionOf(before, fingerprintOf(before)), now);
  return compare(units.before, units.now)
    .lines.filter((line) => !line.startsWith(' '))
    .slice(0, MOST_SHOWN)
    .map((line) => ({
      what: redaction.redact(line).slice(0, 200),
      why: 'differs between two visits a moment apart: mask it',
    }));
}

function timingsOf({ steps, totals }: Visit): Explanation['timings'] {
  const { connect, tls, firstByte, transfer } = totals;
  const phases = { connect, TLS: tls, 'first byte': firstByte, transfer };
  return [
    ...steps.map(({ name, seconds, exchanges }) => timing(`step ${name}`, seconds, exchanges)),
    ...Object.entries(phases).flatMap(([phase, seconds]) => (seconds > 0 ? [timing(phase, seconds, 0)] : [])),
  ];
}

function timing(step: string, seconds: number, requests: number): Explanation['timings'][number] {
  return { step, ms: seconds * 1_000, requests, values: 0 };
}

function serverOf({ last }: Visit): string {
  return String(last?.answer.headers.server ?? '');
}

function titleOf({ last }: Visit): string {
  if (!last?.page.isHtml) return '';
  let isTitle = false;
  for (const token of tokensOf(last.page.source)) {
    if (isTitle) return token.kind === 'text' ? token.text.replace(/\s+/g, ' ').trim() : '';
    isTitle = token.kind === 'open' && token.name === 'title';
  }
  return '';
}
