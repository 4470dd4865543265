import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { SNMP_AUTH, SNMP_PRIV } from '#protocol/credential.ts';

const secret = z.string().min(8).max(255);

/** How a device is asked over SNMP. */
export const SnmpConfig = z
  .strictObject({
    address: z.string().min(1).max(255).describe('host name or IP address'),
    port: z.int().min(1).max(65_535).default(161),
    version: z.enum(['1', '2c', '3']).default('2c').describe('of the protocol').meta({ 'zh-CN': '协议版本' }),
    community: z.string().min(1).max(255).optional().describe('of versions 1 and 2c'),
    user: z.string().min(1).max(255).optional().describe('of version 3'),
    level: z
      .enum(['noAuthNoPriv', 'authNoPriv', 'authPriv'])
      .optional()
      .describe('of version 3; by default what the passwords allow')
      .meta({ 'zh-CN': 'v3 安全级别；不填时按所给的密码' }),
    auth: z.enum(SNMP_AUTH).optional().describe('digest of version 3').meta({ 'zh-CN': 'v3 认证算法' }),
    auth_password: secret.optional(),
    priv: z.enum(SNMP_PRIV).optional().describe('cipher of version 3').meta({ 'zh-CN': 'v3 加密算法' }),
    priv_password: secret.optional(),
    context: z.string().max(255).optional().describe('context of version 3').meta({ 'zh-CN': 'v3 上下文' }),
    profile: z
      .string()
      .regex(/^[a-z][a-z0-9-]{0,63}$/, 'lower-case letters, digits and dashes')
      .default('auto')
      .describe('what the device is; `auto` finds it out')
      .meta({ 'zh-CN': '设备模板；auto 自动识别' }),
    timeout: duration({ min: '100ms', max: '30s' })
      .meta({ allowed: 'duration from `100ms` to `30s`' })
      .optional()
      .describe('patience for one answer, 2 s where the profile knows no better')
      .meta({ 'zh-CN': '等待一次应答的时间；不填时按模板，一般 2 秒' }),
    retries: z
      .int()
      .min(0)
      .max(5)
      .default(2)
      .describe('further tries, each with more patience')
      .meta({ 'zh-CN': '重试次数，等待逐次加长' }),
    bulk: z
      .boolean()
      .optional()
      .describe('`false` for devices that cannot bear GETBULK')
      .meta({ 'zh-CN': '使用 GETBULK；设备承受不了时关闭' }),
    include_interfaces: z
      .array(z.string())
      .default(['*'])
      .describe('names that are read; a `*` at the end stands for every name that begins so')
      .meta({ 'zh-CN': '读取的接口名，末尾的 * 代表任意后缀' }),
    exclude_interfaces: z
      .array(z.string())
      .default([])
      .describe('names left out of those')
      .meta({ 'zh-CN': '其中不读取的接口名' }),
    shutdown_minutes: z
      .number()
      .min(0)
      .max(600)
      .default(10)
      .describe('what a safe shutdown of everything behind a UPS takes')
      .meta({ 'zh-CN': 'UPS 所带设备全部安全关机需要的时间（分钟）' }),
  })
  .superRefine((config, context) => {
    for (const [field, why] of missing(config))
      context.addIssue({ code: 'custom', path: [field], message: why });
  });
export type SnmpConfig = z.infer<typeof SnmpConfig>;

/** Fields that are needed beside those that are given. */
function missing(config: Omit<SnmpConfig, 'port'>): [string, string][] {
  const { version, community, user, level, auth, auth_password, priv, priv_password } = config;
  if (version !== '3') return community === undefined ? [['community', `version ${version} needs it`]] : [];
  const needed: [string, unknown][] = [['user', user]];
  const isAuth = level?.startsWith('auth') || auth_password !== undefined || priv_password !== undefined;
  if (isAuth) needed.push(['auth', auth], ['auth_password', auth_password]);
  if (level === 'authPriv' || priv_password !== undefined)
    needed.push(['priv', priv], ['priv_password', priv_password]);
  return needed
    .filter(([, given]) => given === undefined)
    .map(([field]) => [field, 'version 3 needs it here']);
}
