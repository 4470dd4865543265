import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { tlsFields } from '../../web/tls-settings.ts';
import { family } from '../family.ts';

/** How a mail server is asked; nothing is ever sent through it. */
export const SmtpConfig = z.strictObject({
  address: z.string().min(1).max(255).describe('host name or IP address'),
  port: z.int().min(1).max(65_535).default(25),
  family,
  security: z
    .enum(['auto', 'none', 'starttls', 'tls'])
    .default('auto')
    .describe('`tls` from the first byte (port 465), `starttls` or it fails; `auto` takes what is offered')
    .meta({ 'zh-CN': 'tls 为直接加密（465 端口），starttls 为必须升级；auto 按服务器提供的' }),
  ...tlsFields,
  user: z.string().max(255).optional().describe('account to sign in with; absent: nobody signs in'),
  password: z.string().max(1_024).optional().describe('its password'),
  clear_password: z
    .boolean()
    .default(false)
    .describe('the password may travel without TLS')
    .meta({ 'zh-CN': '允许密码不加密传输' }),
  expect: z
    .string()
    .max(200)
    .optional()
    .describe('text that the greeting must hold; `*` stands for anything')
    .meta({ 'zh-CN': '问候语必须包含的文本，`*` 代表任意内容' }),
  timeout: duration({ min: '100ms', max: '30s' })
    .prefault('10s')
    .describe('patience for one answer; some servers let strangers wait on purpose')
    .meta({ 'zh-CN': '等待一次应答的时间；有的服务器故意延迟', allowed: 'duration from `100ms` to `30s`' }),
});
export type SmtpConfig = z.infer<typeof SmtpConfig>;
