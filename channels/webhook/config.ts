import * as z from 'zod';
import { httpFields, httpUrl } from '../http-config.ts';

/** What a person enters for a webhook. */
export const WebhookConfig = z.strictObject({
  url: httpUrl
    .describe('where to post')
    .meta({ 'zh-CN': '接收地址', example: 'https://ops.example.com/hooks/ward' }),
  secret: z
    .string()
    .min(16, 'too short to sign with: at least 16 characters')
    .max(1_000)
    .describe('known to both sides; every body is signed with it')
    .meta({ 'zh-CN': '双方共有的密钥，用于签名', example: 'a-shared-secret-of-16-or-more' }),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'not the name of a header'),
      z.string().regex(/^[\x20-\x7e]*$/, 'not printable ASCII'),
    )
    .default({})
    .describe('sent along with every call, such as a token that the receiver wants')
    .meta({ 'zh-CN': '另外发送的请求头，例如接收方要求的令牌', example: 'authorization: Bearer abc' }),
  ...httpFields,
});
export type WebhookConfig = z.infer<typeof WebhookConfig>;
