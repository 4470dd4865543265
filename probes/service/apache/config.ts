import * as z from 'zod';
import { httpSettings, passwordSettings, pathSetting, setting } from '../http-settings.ts';

/** How Apache is asked. */
export const ApacheConfig = z.strictObject({
  ...httpSettings({ port: 80 }),
  ...passwordSettings,
  path: pathSetting(
    '/server-status?auto',
    'where `mod_status` is served, with `?auto`',
    'mod_status 的路径，带 ?auto',
  ),
  workers_limit: setting(
    z.int().min(1).max(1_000_000).optional(),
    'MaxRequestWorkers; mod_status does not tell it, and without it the share of busy workers is an estimate',
    'MaxRequestWorkers；mod_status 不提供，不填时忙碌占比为估算',
  ),
});
export type ApacheConfig = z.infer<typeof ApacheConfig>;
