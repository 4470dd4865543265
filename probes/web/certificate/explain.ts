import type { Explanation } from '#protocol/explanation.ts';
import { certificateMetrics, certificateOnlyMetrics } from '#protocol/vocabulary/web.ts';
import { explainedReadings } from '../../explained-readings.ts';
import type { ProbeOptions } from '../../probe.ts';
import { commonName, namesIn } from '../certificate-facts.ts';
import { chainOf } from '../certificate-state.ts';
import type { CertificateConfig } from './config.ts';
import { createWatchedCertificate } from './watched-certificate.ts';

/** Looks once, and says what was shown link by link. Rejects as `collect` does. */
export async function explainCertificate(
  config: CertificateConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<Explanation> {
  const { shown, judgement, measurements, error } = await createWatchedCertificate(config, options).look(
    signal,
  );
  if (error) throw error;
  const chain = chainOf(shown.certificate).map(
    ({ subject, valid_to }) => `${commonName(subject)} until ${valid_to}`,
  );
  const what = judgement.sentence || 'the certificate is valid';
  return {
    recognised: {
      profile: 'certificate',
      kind: 'page',
      vendor: commonName(shown.certificate.issuer).slice(0, 64),
      model: `${shown.protocol} ${shown.cipher}`.slice(0, 200),
      name: namesIn(shown.certificate).slice(0, 200),
      why: `${what}. ${chain.join(' ← ')}`.slice(0, 500),
    },
    readings: explainedReadings([...certificateMetrics, ...certificateOnlyMetrics], measurements.readings),
    ignored: [],
    timings: [
      { step: 'connect', ms: shown.connectSeconds * 1_000, requests: 1, values: 0 },
      { step: 'TLS', ms: shown.handshakeSeconds * 1_000, requests: 1, values: measurements.readings.length },
    ],
  };
}
