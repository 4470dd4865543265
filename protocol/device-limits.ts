import * as z from 'zod';

/**
 * Limits that a device itself gives for a value, in the unit of the value: beyond `low` and `high` it warns, beyond
 * the critical ones it is in danger. Rules that say so judge by these instead of their own threshold.
 */
export const DeviceLimits = z
  .strictObject({
    low: z.number().optional(),
    high: z.number().optional(),
    criticalLow: z.number().optional(),
    criticalHigh: z.number().optional(),
  })
  .refine((limits) => Object.keys(limits).length > 0, { error: 'no limit at all' });
export type DeviceLimits = z.infer<typeof DeviceLimits>;
