import { type FileStat, type FileTree, type TreeEntry, TreeError } from './file-tree.ts';
import { ANY_DEPTH, type Glob } from './glob.ts';

/** A file that was found. */
export interface FoundFile {
  path: string;
  name: string;
  stat: FileStat;
}

/** What a search brought. */
export interface Found {
  files: FoundFile[];
  /** Folders that cannot be read, limits that were met: named, and the rest goes on. */
  trouble: { what: string; why: string }[];
}

export interface FindLimits {
  /** Entries of folders that are looked at. */
  entries: number;
  /** Files that are taken. */
  files: number;
}

/** Below the place where `**` stands. */
const MOST_DEPTH = 8;
const MOST_TROUBLE = 20;

/**
 * Finds the files of a pattern. Links are followed, folders behind links only where the pattern names them; nothing is
 * opened. After the signal has aborted what was found by then is there.
 */
export async function findFiles(
  tree: FileTree,
  glob: Glob,
  limits: FindLimits,
  signal: AbortSignal,
): Promise<Found> {
  const found: Found = { files: [], trouble: [] };
  let entriesLeft = limits.entries;
  let isFull = false;
  await walk(glob.root, 0, 0);
  return found;

  async function walk(folder: string, step: number, depth: number): Promise<void> {
    if (isFull || signal.aborted) return;
    const wanted = glob.steps[step];
    const isLast = step === glob.steps.length - 1;
    if (typeof wanted === 'string') {
      const path = folder + wanted;
      if (isLast) await take({ name: wanted, kind: 'link' }, path);
      else await walk(`${path}/`, step + 1, depth);
      return;
    }
    const entries = await list(folder);
    if (wanted === ANY_DEPTH) {
      await walk(folder, step + 1, depth);
      if (depth >= MOST_DEPTH) return;
      for (const { name, kind } of entries)
        if (kind === 'folder' && !name.startsWith('.')) await walk(`${folder}${name}/`, step, depth + 1);
      return;
    }
    for (const entry of entries) {
      if (isFull) return;
      if (!wanted?.test(entry.name)) continue;
      if (isLast) await take(entry, folder + entry.name);
      else if (entry.kind === 'folder' || entry.kind === 'link')
        await walk(`${folder}${entry.name}/`, step + 1, depth);
    }
  }

  async function list(folder: string): Promise<readonly TreeEntry[]> {
    if (entriesLeft <= 0) return [];
    const listed = await orTrouble(folder, () => tree.list(folder, entriesLeft));
    entriesLeft -= listed?.entries.length ?? 0;
    if (listed?.isCut) say(folder, `more than ${limits.entries} entries: not all of them were looked at`);
    return listed?.entries ?? [];
  }

  async function take(entry: TreeEntry, path: string): Promise<void> {
    if (entry.kind === 'folder' || entry.kind === 'other') return;
    if (found.files.length >= limits.files) {
      isFull = true;
      say(glob.text, `more than ${limits.files} files: not all of them were looked at`);
      return;
    }
    if (signal.aborted) return;
    const stat = entry.stat ?? (await orTrouble(path, () => tree.stat(path)));
    if (stat?.kind === 'file') found.files.push({ path, name: entry.name, stat });
  }

  async function orTrouble<Result>(what: string, ask: () => Promise<Result>): Promise<Result | undefined> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof TreeError)) throw error;
      say(what, error.message);
      return undefined;
    }
  }

  function say(what: string, why: string): void {
    if (found.trouble.length < MOST_TROUBLE) found.trouble.push({ what, why });
  }
}
