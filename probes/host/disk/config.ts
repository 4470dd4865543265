import * as z from 'zod';

/** What a user may write under `disk`. */
export const DiskConfig = z.strictObject({
  /** Mount points that are read whatever their file system is, such as a tmpfs or one NFS share. */
  mounts: z.array(z.string().startsWith('/', 'not an absolute path')).default([]),
  /** Mount points left out; a `*` at the end stands for everything that begins so. */
  excludeMounts: z.array(z.string()).default([]),
  /** File system types left out beside those of the kernel's own and of memory. */
  excludeTypes: z.array(z.string()).default([]),
  /** Read network and FUSE mounts too; a dead server is skipped and named. */
  network: z.boolean().default(false),
  /** A mount that does not answer within this time is skipped until it does. */
  statTimeoutMs: z.int().min(100).max(4_000).default(2_000),
});
export type DiskConfig = z.infer<typeof DiskConfig>;
