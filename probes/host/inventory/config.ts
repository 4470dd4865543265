import * as z from 'zod';

/** What a user may write under `inventory`: nothing. */
export const InventoryConfig = z.strictObject({});
export type InventoryConfig = z.infer<typeof InventoryConfig>;
