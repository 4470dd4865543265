import * as z from 'zod';
import { templateFields } from '../template-config.ts';

const address = z.email('not a mail address');
const NO_SERVER = 'a mail server is missing, and the settings of the collector name none';

/** What a person enters for e-mail. */
export const EmailConfig = z
  .strictObject({
    to: z
      .array(address)
      .min(1, 'nobody to write to')
      .max(50)
      .describe('who gets it where no contact is told')
      .meta({ 'zh-CN': '收件人；通知联系人时改用联系人的邮箱', example: 'ops@example.com' }),
    host: z
      .string(NO_SERVER)
      .min(1, NO_SERVER)
      .max(255)
      .describe(
        'mail server; empty: the one in the settings of the collector, with its port, security and sign-in',
      )
      .meta({ 'zh-CN': '邮件服务器；留空则用采集端设置中的服务器', example: 'mail.example.com' }),
    port: z
      .int()
      .min(1)
      .max(65_535)
      .describe('usually 465 for tls, 587 for starttls')
      .meta({ 'zh-CN': '端口；tls 常用 465，starttls 常用 587', example: '465' }),
    security: z
      .enum(['tls', 'starttls', 'none'])
      .describe('`starttls` must be offered, nothing is sent without it; `tls` from the first byte')
      .meta({ 'zh-CN': '加密方式；starttls 时服务器不支持则不发送', example: 'tls' }),
    verifyCertificate: z
      .boolean()
      .default(true)
      .describe('off: any certificate is accepted, for servers inside that sign their own')
      .meta({ 'zh-CN': '关闭后接受任何证书，用于内网自签名服务器' }),
    user: z.string().max(255).default('').describe('account to sign in with').meta({ 'zh-CN': '登录账号' }),
    password: z
      .string()
      .max(1_000)
      .default('')
      .describe('its password; many services want an authorisation code here')
      .meta({ 'zh-CN': '密码；许多邮箱服务在此使用授权码' }),
    from: address
      .describe('sender; empty: the one in the settings of the collector')
      .meta({ 'zh-CN': '发件人；留空则用采集端设置中的发件人', example: 'ward@example.com' }),
    timeoutMs: z
      .int()
      .min(100)
      .max(120_000)
      .default(20_000)
      .describe('milliseconds after which no answer is waited for any more')
      .meta({ 'zh-CN': '等待应答的最长时间，毫秒' }),
    ...templateFields,
  })
  .superRefine((config, context) => {
    if (config.password === '' || config.security !== 'none') return;
    const message = 'a password is not sent in the clear: use security starttls or tls';
    context.addIssue({ code: 'custom', path: ['security'], message });
  });
export type EmailConfig = z.infer<typeof EmailConfig>;
