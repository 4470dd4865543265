import { type FileStat, type FileTree, TreeError } from '../file_watch/file-tree.ts';
import type { ListedEntry } from '../ssh/worker/messages.ts';
import type { RemoteSession } from '../ssh/worker/thread.ts';

/** The files of a host behind a session. What it does not answer at all fails as the session does. */
export function remoteTree(session: RemoteSession, timeoutMs: number, signal: AbortSignal): FileTree {
  return {
    async list(folder, most) {
      const { entries, isCut, why } = await session.list(onTheWire(folder), most, timeoutMs, signal);
      if (why !== undefined) throw new TreeError(why);
      return { entries: entries.map((entry) => ({ ...entry, ...statOf(entry) })), isCut };
    },
    async stat(path) {
      const { stat, why } = await session.stat(onTheWire(path), timeoutMs, signal);
      if (why !== undefined) throw new TreeError(why);
      return stat && toStat(stat);
    },
  };
}

/** OpenSSH on Windows has its drives below the root: `/C:/backup`. */
function onTheWire(path: string): string {
  return /^[A-Za-z]:\//.test(path) ? `/${path}` : path;
}

/** What a listing tells of a link is about the link. */
function statOf(entry: ListedEntry): { stat?: FileStat } {
  return entry.kind === 'link' ? {} : { stat: toStat(entry) };
}

/** SFTP has no names of files that outlast their paths. */
function toStat({ kind, bytes, modifiedMs }: Omit<ListedEntry, 'name'>): FileStat {
  return { kind: kind === 'link' ? 'other' : kind, bytes, modifiedMs, id: '' };
}
