import * as z from 'zod';
import { FileWatches } from '#probes/file_watch/config.ts';

/** What a user may write under `files`. */
export const FilesConfig = z.strictObject({ watches: FileWatches });
export type FilesConfig = z.infer<typeof FilesConfig>;
