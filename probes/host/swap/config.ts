import * as z from 'zod';

/** What a user may write under `swap`: nothing. */
export const SwapConfig = z.strictObject({});
export type SwapConfig = z.infer<typeof SwapConfig>;
