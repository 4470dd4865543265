import * as z from 'zod';
import { SNMP_AUTH } from '#protocol/credential.ts';
import { ENTERPRISE } from './oids.ts';

const password = z
  .string()
  .max(255)
  .regex(/^(.{8,})?$/, 'at least eight characters (RFC 3414)')
  .default('');

/** What a person enters for a receiver of traps. */
export const SnmpTrapConfig = z
  .strictObject({
    host: z
      .string()
      .min(1)
      .max(255)
      .regex(/^[A-Za-z0-9._:-]+$/, 'not the name or address of a host')
      .describe('the receiver')
      .meta({ 'zh-CN': '接收端', example: 'nms.example.com' }),
    port: z.int().min(1).max(65_535).default(162).describe('of the receiver').meta({ 'zh-CN': '端口' }),
    version: z.enum(['2c', '3']).default('2c').describe('of SNMP').meta({ 'zh-CN': 'SNMP 版本' }),
    send: z
      .enum(['trap', 'inform'])
      .default('inform')
      .describe('an `inform` is answered and tried again; whether a `trap` arrived nobody knows')
      .meta({ 'zh-CN': 'inform 有应答、可重试；trap 是否送达无从得知' }),
    community: z
      .string()
      .max(255)
      .default('')
      .describe('of version 2c')
      .meta({ 'zh-CN': '团体名（2c）', example: 'public' }),
    user: z.string().max(255).default('').describe('of version 3').meta({ 'zh-CN': '用户（v3）' }),
    auth: z
      .enum(['none', ...SNMP_AUTH])
      .default('sha256')
      .describe('how version 3 signs')
      .meta({ 'zh-CN': '认证算法（v3）' }),
    authPassword: password
      .describe('what it signs with')
      .meta({ 'zh-CN': '认证密码（v3）', example: 'auth-secret' }),
    priv: z
      .enum(['none', 'aes', 'aes256b', 'aes256r'])
      .default('aes')
      .describe('how version 3 encrypts')
      .meta({ 'zh-CN': '加密算法（v3）' }),
    privPassword: password
      .describe('what it encrypts with')
      .meta({ 'zh-CN': '加密密码（v3）', example: 'priv-secret' }),
    engineId: z
      .string()
      .regex(/^([0-9a-f]{10,64})?$/, '10 to 64 lower-case hexadecimal digits')
      .default('')
      .describe('the engine that sends traps of version 3; empty: made of the name of this machine')
      .meta({ 'zh-CN': '发送 v3 trap 的引擎 ID；留空则由本机名生成' }),
    enterprise: z
      .string()
      .regex(/^1\.3\.6\.1\.4\.1(\.\d{1,10}){1,10}$/, 'not below 1.3.6.1.4.1')
      .default(ENTERPRISE)
      .describe('where WARD-MIB stands; Ward has no number of its own from IANA')
      .meta({ 'zh-CN': 'WARD-MIB 所在的 OID；Ward 没有 IANA 分配的企业号，可改用本单位的' }),
    timeoutMs: z
      .int()
      .min(100)
      .max(60_000)
      .default(10_000)
      .describe('milliseconds after which no answer is waited for any more')
      .meta({ 'zh-CN': '最长等待时间，毫秒' }),
  })
  .superRefine((config, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (config.version === '2c') {
      if (config.community === '') issue('community', 'version 2c needs it');
      return;
    }
    if (config.user === '') issue('user', 'version 3 needs it');
    if (config.auth !== 'none' && config.authPassword === '')
      issue('authPassword', `${config.auth} needs it`);
    if (config.priv === 'none') return;
    if (config.auth === 'none') issue('priv', 'nothing is encrypted that is not signed');
    if (config.privPassword === '') issue('privPassword', `${config.priv} needs it`);
  });
export type SnmpTrapConfig = z.infer<typeof SnmpTrapConfig>;
