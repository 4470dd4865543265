import * as z from 'zod';

/** What a user may write under `processes`: nothing. */
export const ProcessesConfig = z.strictObject({});
export type ProcessesConfig = z.infer<typeof ProcessesConfig>;
