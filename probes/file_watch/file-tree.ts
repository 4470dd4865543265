/** Files of this machine, or of one elsewhere. Paths have slashes, on every platform. */
export interface FileTree {
  /** Entries of a folder in no order, at most so many. Rejects with a `TreeError`. */
  list(folder: string, most: number): Promise<{ entries: readonly TreeEntry[]; isCut: boolean }>;
  /** What is at a path, behind links; undefined when there is nothing. Rejects with a `TreeError`. */
  stat(path: string): Promise<FileStat | undefined>;
}

export interface TreeEntry {
  name: string;
  kind: 'file' | 'folder' | 'link' | 'other';
  /** Where the listing told it at once; never of a link. */
  stat?: FileStat;
}

export interface FileStat {
  kind: 'file' | 'folder' | 'other';
  bytes: number;
  /** UTC ms by the clock of the machine that has the file. */
  modifiedMs: number;
  /** Tells files apart as long as they exist, whatever their names; empty where the system has no such thing. */
  id: string;
}

/** Why a folder or file cannot be looked at, in words. */
export class TreeError extends Error {}
