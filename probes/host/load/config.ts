import * as z from 'zod';

/** What a user may write under `load`: nothing. */
export const LoadConfig = z.strictObject({});
export type LoadConfig = z.infer<typeof LoadConfig>;
