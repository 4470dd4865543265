import * as z from 'zod';

/** What a user may write under `memory`: nothing. */
export const MemoryConfig = z.strictObject({});
export type MemoryConfig = z.infer<typeof MemoryConfig>;
