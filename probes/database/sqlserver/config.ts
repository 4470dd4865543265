import * as z from 'zod';
import { pemCertificates } from '#probes/pem.ts';
import { databaseSettings } from '../settings.ts';

/** How a SQL Server is asked. */
export const SqlserverConfig = z.strictObject({
  ...databaseSettings,
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(1433)
    .describe('of a named instance its own port: it is not looked up'),
  user: z.string().min(1).max(128).default('ward').describe('login of SQL Server'),
  password: z.string().max(1_024).optional().describe('its password; better kept as a credential'),
  domain: z
    .string()
    .min(1)
    .max(128)
    .optional()
    .describe('of a login of Windows (NTLM)')
    .meta({ 'zh-CN': 'Windows 登录（NTLM）所在的域' }),
  database: z
    .string()
    .min(1)
    .max(128)
    .default('master')
    .describe('database to begin in')
    .meta({ 'zh-CN': '登录时进入的数据库' }),
  tls: z
    .enum(['off', 'required', 'verified', 'strict'])
    .default('required')
    .describe(
      '`required`: encrypted, whoever it is; `verified`: with a certificate that holds; `strict`: TDS 8.0; `off`: the password can be read on the way',
    )
    .meta({ 'zh-CN': '加密方式；required 不校验证书，strict 为 TDS 8.0；off 时密码可被截取' }),
  ca: pemCertificates
    .optional()
    .describe('PEM of an authority to believe in place of the usual ones')
    .meta({ 'zh-CN': '信任的证书颁发机构（PEM），替代系统自带的' }),
  min_tls: z
    .enum(['TLSv1', 'TLSv1.1', 'TLSv1.2'])
    .default('TLSv1.2')
    .describe(
      'oldest TLS to put up with: SQL Server 2012 and 2014 without updates know nothing newer than TLSv1',
    )
    .meta({ 'zh-CN': '允许的最低 TLS 版本；未打补丁的 2012、2014 只支持 TLSv1' }),
});
export type SqlserverConfig = z.infer<typeof SqlserverConfig>;
