import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { pemCertificates } from '#probes/pem.ts';

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
  port: z
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('443, or the usual one of `starttls`')
    .meta({ usual: 443 }),
  starttls: z
    .enum(Object.keys(DEFAULT_PORTS) as [StartTls, ...StartTls[]])
    .default('none')
    .describe('what is spoken before it turns to TLS; `none`: TLS from the first byte')
    .meta({ 'zh-CN': '转入 TLS 之前使用的协议；none 为一开始就是 TLS' }),
  name: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('name that the certificate must be for, where it is not that of the target')
    .meta({ 'zh-CN': '证书应包含的域名，与目标地址不同时填写' }),
  ca: pemCertificates
    .optional()
    .describe('PEM of an authority that is believed besides the public ones')
    .meta({ 'zh-CN': '另外信任的证书颁发机构（PEM）' }),
  weak_protocols: z
    .boolean()
    .default(true)
    .describe('try once a day whether TLS 1.0 or 1.1 is accepted')
    .meta({ 'zh-CN': '每天检查一次是否还接受 TLS 1.0、1.1' }),
  timeout: duration({ min: '100ms', max: '15s' })
    .prefault('10s')
    .meta({ allowed: 'duration from `100ms` to `15s`' })
    .describe('patience for the connection and the handshake together')
    .meta({ 'zh-CN': '连接与握手合计的最长时间' }),
});
export type CertificateConfig = z.infer<typeof CertificateConfig>;
