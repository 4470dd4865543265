import * as z from 'zod';
import { httpFields, httpUrl } from '../http-config.ts';
import { mentionFrom } from '../mention.ts';
import { templateFields } from '../template-config.ts';

/** What a person enters for a WeCom robot. */
export const WecomConfig = z.strictObject({
  url: httpUrl.describe('address of the robot, as its page in the group shows it').meta({
    'zh-CN': '群机器人的 Webhook 地址',
    example: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=01234567-89ab-cdef-0123-456789abcdef',
  }),
  mentionUsers: z
    .array(z.string().regex(/^[A-Za-z0-9_.@-]{1,64}$/, 'not a user id'))
    .max(30)
    .default([])
    .describe('user ids of members to mention')
    .meta({ 'zh-CN': '要 @ 的成员 userid', example: 'zhangsan' }),
  mentionFrom,
  ...httpFields,
  ...templateFields,
});
export type WecomConfig = z.infer<typeof WecomConfig>;
