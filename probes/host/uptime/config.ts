import * as z from 'zod';

/** What a user may write under `uptime`: nothing. */
export const UptimeConfig = z.strictObject({});
export type UptimeConfig = z.infer<typeof UptimeConfig>;
