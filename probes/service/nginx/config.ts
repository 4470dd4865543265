import * as z from 'zod';
import { httpSettings, passwordSettings, pathSetting, setting } from '../http-settings.ts';

/** How nginx is asked. */
export const NginxConfig = z.strictObject({
  ...httpSettings({ port: 80 }),
  ...passwordSettings,
  path: pathSetting('/nginx_status', 'where `stub_status` is served', 'stub_status 的路径'),
  connections_limit: setting(
    z.int().min(1).max(10_000_000).optional(),
    'worker_processes × worker_connections; stub_status does not tell it, and only with it a share can be told',
    'worker_processes × worker_connections；stub_status 不提供，填写后才能计算占比',
  ),
});
export type NginxConfig = z.infer<typeof NginxConfig>;
