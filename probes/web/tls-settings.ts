import * as z from 'zod';
import { pemCertificates } from '#probes/pem.ts';
import type { TlsSettings } from './exchange.ts';

/** Settings of whatever speaks TLS, to be spread into a probe's own. */
export const tlsFields = {
  verify: z
    .boolean()
    .default(true)
    .describe('whether the certificate must prove the server')
    .meta({ 'zh-CN': '校验证书；关闭后无法确认对方身份' }),
  ca: pemCertificates
    .optional()
    .describe('PEM of an authority that is believed besides the public ones')
    .meta({ 'zh-CN': '另外信任的证书颁发机构（PEM）' }),
  min_tls: z
    .enum(['1.0', '1.1', '1.2'])
    .default('1.2')
    .describe('oldest version of TLS that is put up with; below 1.2 old ciphers are as well')
    .meta({ 'zh-CN': '允许的最低 TLS 版本；低于 1.2 时也允许旧加密套件' }),
};

const VERSIONS = { '1.0': 'TLSv1', '1.1': 'TLSv1.1', '1.2': 'TLSv1.2' } as const;

/** The same as `exchange` takes it. */
export function tlsSettings(config: {
  verify: boolean;
  ca?: string | undefined;
  min_tls: keyof typeof VERSIONS;
}): TlsSettings {
  return { ca: config.ca, insecure: !config.verify, minVersion: VERSIONS[config.min_tls] };
}
