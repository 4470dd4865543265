import * as z from 'zod';

/** What a user may write under `portable`. */
export const PortableConfig = z.strictObject({
  /** Send four figures for each core beside the total. */
  perCore: z.boolean().default(true),
});
export type PortableConfig = z.infer<typeof PortableConfig>;
