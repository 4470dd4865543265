import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { isGone, toStat } from '#probes/file_watch/local-tree.ts';

/** Files that are held open, so that one which is renamed or deleted can still be read to its end. */
export interface OpenFiles {
  /** Undefined when that file is not at that path any more. Rejects when it may not be read. */
  get(path: string, id: string): Promise<FileHandle | undefined>;
  /** One that is held open already. */
  held(id: string): FileHandle | undefined;
  close(id: string): Promise<void>;
  /** A round of reading is over. */
  endRound(): Promise<void>;
  closeAll(): Promise<void>;
}

/** Held open at a time, those that were read last. */
const MOST_OPEN = 64;

/** Holds none open before it is asked for one. */
export function createOpenFiles(): OpenFiles {
  const handles = new Map<string, FileHandle>();
  return {
    async get(path, id) {
      const known = handles.get(id);
      if (known) {
        // The one that was used last is closed last.
        handles.delete(id);
        handles.set(id, known);
        return known;
      }
      const handle = await openAt(path);
      if (handle === undefined) return undefined;
      if (toStat(await handle.stat({ bigint: true })).id !== id) {
        await handle.close();
        return undefined;
      }
      handles.set(id, handle);
      for (const oldest of handles.keys()) {
        if (handles.size <= MOST_OPEN) break;
        await close(oldest);
      }
      return handle;
    },
    held: (id) => handles.get(id),
    close,
    async endRound() {
      // There the name of a deleted file stays taken for as long as it is open.
      if (process.platform === 'win32') await closeAll();
    },
    closeAll,
  };

  async function closeAll(): Promise<void> {
    for (const id of [...handles.keys()]) await close(id);
  }

  async function close(id: string): Promise<void> {
    const handle = handles.get(id);
    handles.delete(id);
    await handle?.close().catch(() => {});
  }
}

/** Never waits for somebody at the other end, should a pipe have taken the place of a file. */
async function openAt(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
  } catch (error) {
    if (isGone(error)) return undefined;
    throw error;
  }
}
