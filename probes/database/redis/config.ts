import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { databaseTls } from '../settings.ts';

/** How a Redis, or a sentinel of one, is asked. */
export const RedisConfig = z.strictObject({
  address: z
    .string()
    .min(1)
    .max(255)
    .describe('host name or IP address')
    .meta({ 'zh-CN': '主机名或 IP 地址' }),
  port: z
    .int()
    .min(1)
    .max(65_535)
    .default(6379)
    .describe('a sentinel uses 26379')
    .meta({ 'zh-CN': '哨兵为 26379' }),
  user: z
    .string()
    .min(1)
    .max(255)
    .optional()
    .describe('account, from Redis 6 on; before that there is none')
    .meta({ 'zh-CN': '账号（Redis 6 起）；之前的版本没有账号' }),
  password: z
    .string()
    .max(1_024)
    .optional()
    .describe('its password; better kept as a credential')
    .meta({ 'zh-CN': '密码；建议保存为凭据' }),
  tls: z
    .enum(['off', 'required', 'verified'])
    .default('off')
    .describe('`verified`: with a certificate that holds')
    .meta({ 'zh-CN': '加密方式；verified 会校验证书' }),
  ca: databaseTls.ca,
  min_tls: databaseTls.min_tls,
  timeout: duration({ min: '500ms', max: '30s' })
    .prefault('5s')
    .meta({ allowed: 'duration from `500ms` to `30s`' })
    .describe('patience for the sign-in, and for each answer')
    .meta({ 'zh-CN': '等待登录和每次应答的时间' }),
});
export type RedisConfig = z.infer<typeof RedisConfig>;
