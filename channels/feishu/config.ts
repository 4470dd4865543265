import * as z from 'zod';
import { httpFields, httpUrl } from '../http-config.ts';
import { mentionFrom } from '../mention.ts';
import { atAll, keyword } from '../robot-fields.ts';
import { templateFields } from '../template-config.ts';

/** What a person enters for a Feishu robot. */
export const FeishuConfig = z.strictObject({
  url: httpUrl.describe('address of the robot, as its page in the group shows it; Lark works alike').meta({
    'zh-CN': '自定义机器人的 Webhook 地址（Lark 同样适用）',
    example: 'https://open.feishu.cn/open-apis/bot/v2/hook/01234567-89ab-cdef-0123-456789abcdef',
  }),
  secret: z
    .string()
    .max(200)
    .default('')
    .describe('the key of the robot where it wants signatures (签名校验); empty: it does not')
    .meta({ 'zh-CN': '安全设置为「签名校验」时的密钥；未启用则留空' }),
  keyword,
  mentionUsers: z
    .array(z.string().regex(/^[A-Za-z0-9_-]{1,64}$/, 'not an Open ID or User ID'))
    .max(30)
    .default([])
    .describe('Open IDs or User IDs of members to mention')
    .meta({ 'zh-CN': '要 @ 的成员 Open ID 或 User ID', example: 'ou_0123456789abcdef' }),
  atAll,
  mentionFrom,
  ...httpFields,
  ...templateFields,
});
export type FeishuConfig = z.infer<typeof FeishuConfig>;
