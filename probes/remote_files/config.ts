import * as z from 'zod';
import { FileWatches } from '../file_watch/config.ts';
import { accountFields, hasSecret, hostKeyField, NEEDS_SECRET, timeoutField } from '../ssh/config.ts';

/** Which files of a host are watched over SSH. */
export const RemoteFilesConfig = z
  .strictObject({ ...accountFields, ...hostKeyField, ...timeoutField, watches: FileWatches })
  .refine(hasSecret, NEEDS_SECRET);
export type RemoteFilesConfig = z.infer<typeof RemoteFilesConfig>;
