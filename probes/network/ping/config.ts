import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { family } from '../family.ts';

/** How packets are sent to a machine. */
export const PingConfig = z.strictObject({
  address: z.string().min(1).max(255).describe('host name or IP address'),
  family,
  count: z
    .int()
    .min(1)
    .max(20)
    .default(5)
    .describe('packets of one collection')
    .meta({ 'zh-CN': '每次采集发送的包数' }),
  interval: duration({ min: '200ms', max: '2s' })
    .prefault('200ms')
    .describe('from one packet to the next; Windows takes a second in any case')
    .meta({ 'zh-CN': '相邻两包的间隔（Windows 上总是一秒）', allowed: 'duration from `200ms` to `2s`' }),
  timeout: duration({ min: '100ms', max: '5s' })
    .prefault('1s')
    .describe('patience for one packet; of Linux in whole seconds')
    .meta({ 'zh-CN': '等待一个包的时间（Linux 上取整到秒）', allowed: 'duration from `100ms` to `5s`' }),
});
export type PingConfig = z.infer<typeof PingConfig>;
