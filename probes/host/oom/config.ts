import * as z from 'zod';

/** What a user may write under `oom`: nothing. */
export const OomConfig = z.strictObject({});
export type OomConfig = z.infer<typeof OomConfig>;
