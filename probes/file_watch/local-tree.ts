import type { BigIntStats, Dirent } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import { type FileStat, type FileTree, type TreeEntry, TreeError } from './file-tree.ts';

const LISTED_AT_ONCE = 128;

/** The files of the machine on which this runs. */
export const localTree: FileTree = {
  async list(folder, most) {
    const entries: TreeEntry[] = [];
    try {
      const listing = await opendir(folder, { bufferSize: LISTED_AT_ONCE });
      for await (const entry of listing) {
        if (entries.length >= most) return { entries, isCut: true };
        entries.push({ name: entry.name, kind: kindOf(entry) });
      }
    } catch (error) {
      if (isGone(error)) return { entries, isCut: false };
      throw asTreeError(error);
    }
    return { entries, isCut: false };
  },
  async stat(path) {
    try {
      return toStat(await stat(path, { bigint: true }));
    } catch (error) {
      if (isGone(error)) return undefined;
      throw asTreeError(error);
    }
  },
};

/** What the system says of a file, in our words. Numbers of files may be larger than what a double holds exactly. */
export function toStat(stats: BigIntStats): FileStat {
  return {
    kind: stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other',
    bytes: Number(stats.size),
    modifiedMs: Number(stats.mtimeMs),
    id: `${stats.dev}:${stats.ino}`,
  };
}

/** Whether there is nothing at that path. */
export function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
}

/** The error of a system call as a sentence. */
function asTreeError(error: unknown): TreeError {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM')
    return new TreeError('the account under which this runs has no right to read it');
  if (code === 'ELOOP') return new TreeError('its links lead in a circle');
  return new TreeError(message);
}

function kindOf(entry: Dirent): TreeEntry['kind'] {
  if (entry.isFile()) return 'file';
  if (entry.isDirectory()) return 'folder';
  return entry.isSymbolicLink() ? 'link' : 'other';
}
