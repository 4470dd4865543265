import * as z from 'zod';
import { duration } from '#config/duration.ts';
import { passwordSettings, setting } from '../http-settings.ts';

/** How memcached is asked. */
export const MemcachedConfig = z.strictObject({
  address: setting(z.string().min(1).max(255), 'host name or IP address', '主机名或 IP 地址'),
  port: setting(z.int().min(1).max(65_535).default(11_211), 'TCP port', 'TCP 端口'),
  ...passwordSettings,
  timeout: duration({ min: '100ms', max: '30s' })
    .meta({ allowed: 'duration from `100ms` to `30s`', 'zh-CN': '等待一次应答的时间' })
    .prefault('5s')
    .describe('patience for one answer'),
});
export type MemcachedConfig = z.infer<typeof MemcachedConfig>;
