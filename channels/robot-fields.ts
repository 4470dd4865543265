import * as z from 'zod';

/** A word without which the robot of a group refuses a message. */
export const keyword = z
  .string()
  .max(50)
  .default('')
  .describe('a word that the robot wants in each message (自定义关键词); empty: none')
  .meta({ 'zh-CN': '安全设置为「自定义关键词」时的关键词；未启用则留空' });

/** Whether everybody in the group is mentioned. */
export const atAll = z.boolean().default(false).describe('mention everybody').meta({ 'zh-CN': '@ 所有人' });
