import * as z from 'zod';

/** What a user may write under `sensors`. */
export const SensorsConfig = z.strictObject({
  /** Chips left out, by the name in the label; a `*` at the end stands for every name that begins so. */
  excludeChips: z.array(z.string()).default([]),
  /** A sensor that does not answer within this time is skipped until it does. */
  readTimeoutMs: z.int().min(50).max(4_000).default(1_000),
});
export type SensorsConfig = z.infer<typeof SensorsConfig>;
