import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { tlsFields } from '../../web/tls-settings.ts';
import { family } from '../family.ts';

/** How a directory is asked. */
export const LdapConfig = z.strictObject({
  address: z.string().min(1).max(255).describe('host name or IP address'),
  port: z.int().min(1).max(65_535).default(389),
  family,
  security: z
    .enum(['auto', 'none', 'starttls', 'tls'])
    .default('auto')
    .describe('`auto` is `tls` on port 636, `starttls` before a password is sent, and `none` elsewhere')
    .meta({ 'zh-CN': 'auto：636 端口用 tls，发送密码前用 starttls，其余不加密' }),
  ...tlsFields,
  user: z
    .string()
    .max(255)
    .optional()
    .describe(
      'distinguished name (with Active Directory also user@domain) to sign in with; absent: anonymous',
    ),
  password: z.string().max(1_024).optional().describe('its password'),
  clear_password: z
    .boolean()
    .default(false)
    .describe('the password may travel without TLS')
    .meta({ 'zh-CN': '允许密码不加密传输' }),
  base: z
    .string()
    .max(500)
    .default('')
    .describe('where it searches, such as `ou=people,dc=example`; empty: what the server says of itself')
    .meta({ 'zh-CN': '查询的起点，如 ou=people,dc=example；空为服务器自身信息' }),
  scope: z
    .enum(['base', 'one', 'sub'])
    .default('base')
    .describe('how deep: the base itself, what lies right below it, or all below it')
    .meta({ 'zh-CN': '查询深度：自身、下一层、全部下级' }),
  filter: z
    .string()
    .max(1_000)
    .default('(objectClass=*)')
    .describe('which entries, such as `(&(objectClass=person)(uid=a*))`')
    .meta({ 'zh-CN': '过滤条件' }),
  at_least: z
    .int()
    .min(0)
    .max(10_000)
    .default(1)
    .describe('entries that must be found')
    .meta({ 'zh-CN': '至少应查到的条目数' }),
  limit: z
    .int()
    .min(1)
    .max(10_000)
    .default(1_000)
    .describe('entries that are counted; the search ends there')
    .meta({ 'zh-CN': '最多计数的条目数' }),
  suffix: z
    .string()
    .max(500)
    .optional()
    .describe('root of the database whose last change is read (contextCSN of OpenLDAP), such as `dc=example`')
    .meta({ 'zh-CN': '读取最后修改时间（contextCSN）的数据库后缀' }),
  provider: z
    .string()
    .max(255)
    .optional()
    .describe('the server of which this one is a copy: its last change is compared; needs `suffix`')
    .meta({ 'zh-CN': '本服务器的复制来源，比较最后修改时间；需要 suffix' }),
  timeout: duration({ min: '100ms', max: '30s' })
    .prefault('5s')
    .describe('patience for one answer')
    .meta({ 'zh-CN': '等待一次应答的时间', allowed: 'duration from `100ms` to `30s`' }),
});
export type LdapConfig = z.infer<typeof LdapConfig>;
