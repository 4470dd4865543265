import * as z from 'zod';

/** What a user may write under `pressure`: nothing. */
export const PressureConfig = z.strictObject({});
export type PressureConfig = z.infer<typeof PressureConfig>;
