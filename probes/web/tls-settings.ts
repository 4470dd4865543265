import * as z from 'zod';
import type { TlsSettings } from './exchange.ts';

/** Settings of whatever speaks TLS, to be spread into a probe's own. */
export const tlsFields = {
  verify: z.boolean().default(true).describe('whether the certificate must prove the server'),
  ca: z
    .string()
    .max(65_536)
    .optional()
    .describe('PEM of an authority that is believed besides the public ones'),
  min_tls: z
    .enum(['1.0', '1.1', '1.2'])
    .default('1.2')
    .describe('oldest version of TLS that is put up with; below 1.2 old ciphers are as well'),
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
