import * as z from 'zod';
import { httpSettings, passwordSettings, pathSetting, setting } from '../http-settings.ts';

/** How ActiveMQ is asked. */
export const ActivemqConfig = z.strictObject({
  ...httpSettings({ port: 8161 }),
  ...passwordSettings,
  path: pathSetting('/api/jolokia', 'where Jolokia is', 'Jolokia 的路径'),
  dead_letters: setting(
    z.array(z.string().min(1).max(255)).max(20).default(['dlq']),
    'a queue whose name holds one of these, in whatever case, holds dead letters, beside those that say so themselves',
    '名称含有这些词（不分大小写）的队列视为死信队列；自称死信的队列总是算入',
  ),
});
export type ActivemqConfig = z.infer<typeof ActivemqConfig>;
