import * as z from 'zod';
import { httpFields, httpUrl } from '../http-config.ts';
import { templateFields } from '../template-config.ts';

/** What a person enters for a Telegram bot. */
export const TelegramConfig = z.strictObject({
  token: z
    .string()
    .regex(/^\d{3,20}:[A-Za-z0-9_-]{20,100}$/, 'not of the form 123456:ABC-…')
    .describe('the token that BotFather gave')
    .meta({ 'zh-CN': 'BotFather 给出的令牌', example: '123456789:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' }),
  chat: z
    .string()
    .regex(/^(-?\d{1,20}|@[A-Za-z0-9_]{4,64})$/, 'a number, or @name of a public channel')
    .describe('id of the chat, or @name of a public channel; the bot must be in it')
    .meta({ 'zh-CN': '会话 ID，或公开频道的 @名称；机器人须已加入', example: '-1001234567890' }),
  thread: z
    .int()
    .min(1)
    .optional()
    .describe('id of a topic in a group with topics')
    .meta({ 'zh-CN': '开启话题的群组中的话题 ID' }),
  silentBelow: z
    .enum(['info', 'warning', 'critical'])
    .default('info')
    .describe('what is milder comes without a sound')
    .meta({ 'zh-CN': '低于此级别的消息静音发送' }),
  url: httpUrl
    .default('https://api.telegram.org')
    .describe('address of the Bot API; another one for a server of your own')
    .meta({ 'zh-CN': 'Bot API 地址；自建服务器时修改' }),
  ...httpFields,
  ...templateFields,
});
export type TelegramConfig = z.infer<typeof TelegramConfig>;
