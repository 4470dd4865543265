import * as z from 'zod';
import { httpSettings, passwordSettings, setting } from '../http-settings.ts';

/** How WebLogic is asked. */
export const WeblogicConfig = z.strictObject({
  ...httpSettings({ port: 7001 }),
  ...passwordSettings,
  threads_limit: setting(
    z.int().min(1).max(100_000).default(400),
    'threads that its self-tuning pool may have (SelfTuningThreadPoolSizeMax)',
    '自调优线程池的上限（SelfTuningThreadPoolSizeMax）',
  ),
});
export type WeblogicConfig = z.infer<typeof WeblogicConfig>;
