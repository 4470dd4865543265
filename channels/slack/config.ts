import * as z from 'zod';
import { httpFields, httpUrl } from '../http-config.ts';
import { mentionFrom } from '../mention.ts';
import { templateFields } from '../template-config.ts';

/** What a person enters for a Slack channel. */
export const SlackConfig = z.strictObject({
  url: httpUrl.describe('address of the incoming webhook; Mattermost works alike').meta({
    'zh-CN': 'Incoming Webhook 地址（Mattermost 同样适用）',
    example: 'https://hooks.slack.com/services/T00000000/B00000000/XXXXXXXXXXXXXXXXXXXXXXXX',
  }),
  mention: z
    .enum(['none', 'here', 'channel'])
    .default('none')
    .describe('whom to call by name: those who are there, or everybody in the channel')
    .meta({ 'zh-CN': '提醒频道中的在线成员（here）或所有成员（channel）' }),
  mentionFrom,
  ...httpFields,
  ...templateFields,
});
export type SlackConfig = z.infer<typeof SlackConfig>;
