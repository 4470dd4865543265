import * as z from 'zod';
import { duration, size } from '#config/duration.ts';
import { pemCertificates } from '#probes/pem.ts';

/** Settings that the probe of every database has, beside those of its own. */
export const databaseSettings = {
  address: z.string().min(1).max(255).describe('host name or IP address'),
  timeout: duration({ min: '1s', max: '40s' })
    .meta({ allowed: 'duration from `1s` to `40s`' })
    .prefault('10s')
    .describe('patience for one statement; a slower one is left out and named')
    .meta({ 'zh-CN': '单条语句的最长时间；超时的语句跳过并列出' }),
  leave_out: z
    .array(z.string().regex(/^[a-z][a-z0-9_-]{0,63}$/, 'lower-case letters, digits and dashes'))
    .max(50)
    .default([])
    .describe('statements that are not asked, by the names of their files')
    .meta({ 'zh-CN': '不执行的语句（按语句文件名）', example: 'sessions\nslow_statements' }),
  space_limits: z
    .record(z.string().min(1).max(200), size({ min: '1MB' }))
    .default({})
    .describe('what a space may grow to where the database does not know it, such as `data: 500GB`')
    .meta({
      'zh-CN': '空间的实际上限，用于数据库自己不知道上限的情况',
      example: 'data: 500GB\narchive: 2TB',
    }),
};

/** Settings of those whose sockets are ours, see `probes/web/connect.ts`. */
export const databaseTls = {
  tls: z
    .enum(['off', 'preferred', 'required', 'verified'])
    .default('preferred')
    .describe('`preferred`: where the server offers it; `verified`: with a certificate that holds')
    .meta({ 'zh-CN': '加密方式；preferred 为服务器支持时加密' }),
  ca: pemCertificates
    .optional()
    .describe('PEM of an authority to believe besides the usual ones')
    .meta({ 'zh-CN': '另外信任的证书颁发机构（PEM）' }),
  min_tls: z
    .enum(['TLSv1', 'TLSv1.1', 'TLSv1.2'])
    .default('TLSv1.2')
    .describe('oldest TLS to put up with')
    .meta({ 'zh-CN': '允许的最低 TLS 版本' }),
};

/** What the common part of the probes needs to know of the settings. */
export interface DatabaseSettings {
  address: string;
  port?: number | undefined;
  /** Account, as it stands in what is said about missing rights. */
  user?: string | undefined;
  /** Patience for one statement, ms. */
  timeout: number;
  leave_out: readonly string[];
  /** Bytes, by the name of the space. */
  space_limits: Readonly<Record<string, number>>;
}
