import { certificateMetrics, certificateOnlyMetrics } from '#protocol/vocabulary/web.ts';
import { lazyProbe } from '../../lazy-probe.ts';
import type { ProbeType } from '../../probe.ts';
import { CertificateConfig } from './config.ts';

/** The certificate of any port that speaks TLS: how long it lasts, whom it proves, who signed it. */
export const certificate: ProbeType<CertificateConfig> = {
  name: 'certificate',
  title: { 'zh-CN': 'TLS 证书', en: 'TLS certificate' },
  config: CertificateConfig,
  metrics: [...certificateMetrics, ...certificateOnlyMetrics],
  reach: 'out',
  target: 'page',
  credentials: [],
  isPublic: true,
  platforms: ['linux', 'win32', 'darwin'],
  every: { ms: 600_000 },
  timeoutMs: 35_000,
  create: (config, options) =>
    lazyProbe(async () =>
      (await import('./watched-certificate.ts')).createWatchedCertificate(config, options),
    ),
  explain: async (...asked) => (await import('./explain.ts')).explainCertificate(...asked),
};
