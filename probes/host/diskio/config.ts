import * as z from 'zod';

/** What a user may write under `diskio`. */
export const DiskioConfig = z.strictObject({
  /** Names that are read; a `*` at the end stands for every name that begins so. */
  devices: z.array(z.string()).default(['*']),
  /** Names left out of those. */
  excludeDevices: z.array(z.string()).default(['loop*', 'ram*', 'zram*', 'fd*', 'sr*', 'nbd*']),
  /** Read partitions beside whole disks. */
  partitions: z.boolean().default(false),
});
export type DiskioConfig = z.infer<typeof DiskioConfig>;
