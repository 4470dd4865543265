import * as z from 'zod';

/** What a user may write under `top_processes`. */
export const TopProcessesConfig = z.strictObject({
  /** Processes in each of the two lists. */
  count: z.int().min(1).max(50).default(10),
  /** What is sent of the words behind a program's name: nothing, all but secrets, or everything. */
  arguments: z.enum(['none', 'masked', 'full']).default('masked'),
});
export type TopProcessesConfig = z.infer<typeof TopProcessesConfig>;
