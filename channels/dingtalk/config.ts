import * as z from 'zod';
import { httpFields, httpUrl } from '../http-config.ts';
import { mentionFrom } from '../mention.ts';
import { atAll, keyword } from '../robot-fields.ts';
import { templateFields } from '../template-config.ts';

/** What a person enters for a DingTalk robot. */
export const DingtalkConfig = z.strictObject({
  url: httpUrl.describe('address of the robot, as its page in the group shows it').meta({
    'zh-CN': '机器人的 Webhook 地址，见群设置中的机器人页面',
    example: 'https://oapi.dingtalk.com/robot/send?access_token=0123456789abcdef',
  }),
  secret: z
    .string()
    .max(200)
    .default('')
    .describe('the key of the robot where it wants signatures (加签); empty: it does not')
    .meta({ 'zh-CN': '安全设置为「加签」时的密钥（SEC 开头）；未启用则留空' }),
  keyword,
  atMobiles: z
    .array(z.string().regex(/^\+?[0-9-]{5,20}$/, 'not a telephone number'))
    .max(50)
    .default([])
    .describe('telephone numbers of members to mention')
    .meta({ 'zh-CN': '要 @ 的群成员手机号', example: '13800000000' }),
  atAll,
  mentionFrom,
  ...httpFields,
  ...templateFields,
});
export type DingtalkConfig = z.infer<typeof DingtalkConfig>;
