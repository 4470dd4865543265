import * as z from 'zod';

/** What a user may write under `cpu`. */
export const CpuConfig = z.strictObject({
  /** Send six figures for each core beside the total. */
  perCore: z.boolean().default(true),
});
export type CpuConfig = z.infer<typeof CpuConfig>;
