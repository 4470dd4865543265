import * as z from 'zod';

/** What a user may write under `file_descriptors`: nothing. */
export const FileDescriptorsConfig = z.strictObject({});
export type FileDescriptorsConfig = z.infer<typeof FileDescriptorsConfig>;
