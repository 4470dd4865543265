import * as z from 'zod';
import { duration } from '#config/duration.ts';

/** Ports on which a conversation turns to TLS, and where it does not begin with it. */
export const DEFAULT_PORTS = {
  none: 443,
  smtp: 25,
  imap: 143,
  pop3: 110,
  ftp: 21,
  ldap: 389,
  postgres: 5432,
} as const;
export type StartTls = keyof typeof DEFAULT_PORTS;

/** Any port that speaks TLS. */
export const CertificateConfig = z.strictObject({
  address: z.string().min(1).max(255).describe('host name or IP address'),
  port: z.int().min(1).max(65_535).optional().describe('443, or the usual one of `starttls`'),
  starttls: z
    .enum(Object.keys(DEFAULT_PORTS) as [StartTls, ...StartTls[]])
    .default('none')
    .describe('what is spoken before it turns to TLS; `none`: TLS from the first byte'),
  name: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('name that the certificate must be for, where it is not that of the target'),
  ca: z
    .string()
    .max(65_536)
    .optional()
    .describe('PEM of an authority that is believed besides the public ones'),
  weak_protocols: z.boolean().default(true).describe('try once a day whether TLS 1.0 or 1.1 is accepted'),
  timeout: duration({ min: '100ms', max: '15s' })
    .prefault('10s')
    .meta({ allowed: 'duration from `100ms` to `15s`' })
    .describe('patience for the connection and the handshake together'),
});
export type CertificateConfig = z.infer<typeof CertificateConfig>;
