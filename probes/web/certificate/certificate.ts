import { certificateMetrics, certificateOnlyMetrics } from '#protocol/vocabulary/web.ts';
import type { Probe, ProbeOptions, ProbeType } from '../../probe.ts';
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
  create,
  explain: async (...asked) => (await import('./explain.ts')).explainCertificate(...asked),
};

function create(config: CertificateConfig, options: ProbeOptions): Probe {
  let watched: Promise<Probe> | undefined;
  return {
    async collect(signal) {
      watched ??= import('./watched-certificate.ts').then(({ createWatchedCertificate }) =>
        createWatchedCertificate(config, options),
      );
      return (await watched).collect(signal);
    },
    async close() {
      await (await watched)?.close();
    },
  };
}
