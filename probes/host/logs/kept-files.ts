import * as z from 'zod';
import type { FollowedFile } from './followed-file.ts';

/** What is kept of the files of a source over restarts. */
export interface KeptFiles {
  /** Pattern of the files; another one begins anew. */
  path: string;
  /** Undefined before the first round. */
  roundMs: number | undefined;
  cutLines: number;
  files: readonly FollowedFile[];
}

/** One line each, since there may be a thousand: id, path, offset, flags, proof. */
const Kept = z.strictObject({
  path: z.string(),
  roundMs: z.number(),
  cutLines: z.number().nonnegative(),
  files: z.array(
    z.strictObject({
      id: z.string(),
      path: z.string(),
      offset: z.int().nonnegative(),
      isInLine: z.boolean().default(false),
      tail: z.string(),
      leftMs: z.number().optional(),
      copyOf: z.string().optional(),
      comparedBytes: z.number().optional(),
    }),
  ),
});

/** What was kept, if it is about these files and can be read. */
export function keptFiles(kept: unknown, path: string): KeptFiles {
  const { data } = Kept.safeParse(kept);
  if (data?.path !== path) return { path, roundMs: undefined, cutLines: data?.cutLines ?? 0, files: [] };
  return {
    ...data,
    files: data.files.map(({ tail, leftMs, copyOf, comparedBytes, ...file }) => ({
      ...file,
      tail: Buffer.from(tail, 'base64'),
      ...(leftMs !== undefined && { leftMs }),
      ...(copyOf !== undefined && { copyOf }),
      ...(comparedBytes !== undefined && { comparedBytes }),
    })),
  };
}

/** As JSON. */
export function saveFiles({ files, ...rest }: KeptFiles): unknown {
  return {
    ...rest,
    files: files.map(({ isInLine, tail, ...file }) => ({
      ...file,
      ...(isInLine && { isInLine }),
      tail: tail.toString('base64'),
    })),
  };
}
