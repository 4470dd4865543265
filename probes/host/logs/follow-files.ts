/*
 *   pattern ─► files there now ─┬─ known ───────► the same as before? ─ no ─► from its beginning; what was not read
 *                               │                       │ yes                 of it, in a copy beside it
 *                               ├─ new ─────────► a copy of one that is known? ─ no ─► from its beginning
 *                               └─ known, gone ─► renamed beside it? ─► read on until nobody writes to it
 *
 * Files are told apart by what the system calls them, and proved by what stands before the place that was read to.
 */
import type { FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path/posix';
import type { FileStat } from '#probes/file_watch/file-tree.ts';
import { type FoundFile, findFiles } from '#probes/file_watch/find-files.ts';
import { type Glob, parseGlob } from '#probes/file_watch/glob.ts';
import { localTree, toStat } from '#probes/file_watch/local-tree.ts';
import type { Encoding } from './config.ts';
import {
  type FollowedFile,
  followFrom,
  goToEnd,
  isAsBefore,
  readRest,
  readStep,
  readTail,
  STEP_BYTES,
} from './followed-file.ts';
import { keptFiles, saveFiles } from './kept-files.ts';
import { createOpenFiles, type OpenFiles } from './open-files.ts';
import type { LineSource, SourceState, TakeLines } from './source.ts';

export interface FollowFilesOptions {
  path: string;
  encoding: Encoding;
  /** Bytes of one round of reading. */
  readLimit: number;
  /** What `save` gave when the program ended; anything else begins anew. */
  kept: unknown;
  now(): number;
}

/** Followed at a time, those that were changed last. */
const MOST_FILES = 1_000;
const LIMITS = { entries: 20_000, files: 5_000 };
/** Entries that are looked at for the new name of a file that was renamed. */
const MOST_BESIDE = 5_000;
/** A program that still writes to a renamed log is given this long from one line to the next. */
const LEFT_MS = 600_000;
/** What was not changed since the last round, with room for clocks of file servers, is nothing new. */
const OLD_MS = 60_000;
/** File systems tell the time of a change in steps. */
const JUST_NOW_MS = 2_000;
const COMPRESSED = /\.(?:gz|bz2|xz|zst|lz4|zip|7z|Z)$/;
/** Of a file with a known end and of a new one this much is compared. */
const COMPARED_BYTES = 128;

export function followFiles({ path, encoding, readLimit, kept, now }: FollowFilesOptions): LineSource {
  const glob = parseGlob(path) as Glob;
  const open = createOpenFiles();
  const memory = keptFiles(kept, path);
  const files = new Map(memory.files.map((file) => [file.id, file]));
  let { cutLines } = memory;
  /** Of the last round; undefined before the first one in the life of this source. */
  let { roundMs } = memory;
  /** Where everything stood at the end of the last round: nothing is written down while nothing happens. */
  let keptPlaces: string | undefined;
  /** Files that could not be opened: when they can, what they held before is nothing new. */
  const shut = new Set<string>();
  let trouble: SourceState['skipped'][number][] = [];

  return {
    async read(take, signal) {
      const nowMs = now();
      trouble = [];
      const present = await findPresent(signal);
      const beside = createBeside(signal);
      for (const file of [...files.values()]) await meetAgain(file, present.get(file.id), beside, nowMs);
      for (const [id, found] of present) if (!files.has(id)) await admit(id, found);
      const sizes = await readAll(take, present, nowMs, signal);
      await open.endRound();
      roundMs = nowMs;
      const behindBytes = [...sizes].reduce(
        (sum, [file, bytes]) => sum + Math.max(0, bytes - file.offset),
        0,
      );
      const places = [...files.values()].map(placeOf).join('\n');
      const isChanged = places !== keptPlaces;
      keptPlaces = places;
      return { cutLines, behindBytes, files: files.size, isChanged, skipped: trouble };
    },
    save: () => saveFiles({ path, roundMs, cutLines, files: [...files.values()] }),
    close: () => open.closeAll(),
  };

  async function findPresent(signal: AbortSignal): Promise<Map<string, FoundFile>> {
    const found = await findFiles(localTree, glob, LIMITS, signal);
    trouble.push(...found.trouble);
    const wanted = found.files.filter(({ name }) => !COMPRESSED.test(name));
    if (wanted.length === 0 && found.trouble.length === 0)
      trouble.push({ what: path, why: 'there is no such file now' });
    if (wanted.length > MOST_FILES) {
      trouble.push({
        what: path,
        why: `${wanted.length} files: the ${MOST_FILES} changed last are followed`,
      });
      wanted.sort((one, other) => other.stat.modifiedMs - one.stat.modifiedMs);
    }
    // One that has several names is followed once; all that are known stay.
    const present = new Map<string, FoundFile>();
    for (const [index, file] of wanted.entries())
      if (index < MOST_FILES || files.has(file.stat.id)) present.set(file.stat.id, file);
    return present;
  }

  /** Finds out what became of a file since the last round. */
  async function meetAgain(
    file: FollowedFile,
    found: FoundFile | undefined,
    beside: Beside,
    nowMs: number,
  ): Promise<void> {
    if (found) {
      file.path = found.path;
      delete file.leftMs;
      const isQuiet = found.stat.modifiedMs < (roundMs ?? 0) - JUST_NOW_MS;
      if (file.copyOf !== undefined || (isQuiet && found.stat.bytes === file.offset)) return;
      const handle = await openOrSay(file);
      if (handle && !(await isAsBefore(handle, file))) await beginAnew(file, beside, nowMs);
      return;
    }
    file.leftMs ??= nowMs;
    if (open.held(file.id)) return;
    const renamed = (await beside(file.path)).find(({ stat }) => stat.id === file.id);
    if (renamed) file.path = renamed.path;
    else files.delete(file.id);
  }

  /** Its content is another one. What was copied away before may hold lines that nobody has read. */
  async function beginAnew(file: FollowedFile, beside: Beside, nowMs: number): Promise<void> {
    for (const { path, stat } of await beside(file.path)) {
      const known = files.get(stat.id);
      if (stat.bytes < file.offset || file.offset === 0 || (known && known.copyOf !== file.id)) continue;
      const copy: FollowedFile = { ...file, id: stat.id, path, leftMs: nowMs };
      const handle = await openOrSay(copy);
      if (!handle || !(await isAsBefore(handle, copy))) continue;
      files.set(copy.id, copy);
      break;
    }
    for (const other of files.values()) if (other.copyOf === file.id) await letGo(other);
    files.set(file.id, followFrom(file.id, file.path));
  }

  /** A copy whose original has gone on without it: what it holds was read there. */
  async function letGo(copy: FollowedFile): Promise<void> {
    const handle = await openOrSay(copy);
    if (handle) await goToEnd(handle, copy, await sizeOf(handle), encoding);
    delete copy.copyOf;
  }

  async function admit(id: string, { path, stat }: FoundFile): Promise<void> {
    const file = followFrom(id, path);
    const handle = await openOrSay(file);
    if (!handle) return;
    const isOld = shut.delete(id) || roundMs === undefined || stat.modifiedMs < roundMs - OLD_MS;
    if (isOld) await goToEnd(handle, file, stat.bytes, encoding);
    else if (await findOriginal(file, stat, handle)) file.comparedBytes = stat.bytes;
    files.set(id, file);
  }

  /** A file that begins as one beside it does, as far as that was read, is a copy on the way to become the old log. */
  async function findOriginal(file: FollowedFile, stat: FileStat, handle: FileHandle): Promise<boolean> {
    if (stat.bytes === 0) return false;
    for (const other of files.values()) {
      if (other.copyOf !== undefined || other.leftMs !== undefined) continue;
      if (dirname(other.path) !== dirname(file.path) || stat.bytes < other.offset) continue;
      const original = await openOrSay(other);
      const at = other.offset || Math.min(stat.bytes, COMPARED_BYTES);
      if (!original || !(await readTail(handle, at)).equals(await readTail(original, at))) continue;
      file.copyOf = other.id;
      return true;
    }
    return false;
  }

  /** Reads a step of each file in turn, so that none has to wait for a large one; says how large each is. */
  async function readAll(
    take: TakeLines,
    present: ReadonlyMap<string, FoundFile>,
    nowMs: number,
    signal: AbortSignal,
  ): Promise<Map<FollowedFile, number>> {
    const sizes = new Map<FollowedFile, number>();
    let waiting: FollowedFile[] = [];
    for (const file of files.values()) {
      const bytes = await sizeNow(file, present.get(file.id));
      if (file.copyOf !== undefined) await followCopy(file, bytes);
      if (file.copyOf !== undefined) continue;
      sizes.set(file, bytes);
      if (bytes > file.offset) waiting.push(file);
    }
    const buffer = waiting.length > 0 ? newBuffer() : Buffer.alloc(0);
    let left = readLimit;
    while (waiting.length > 0 && left > 0 && !signal.aborted) {
      const next: FollowedFile[] = [];
      for (const file of waiting) {
        if (left <= 0 || signal.aborted) break;
        const handle = await openOrSay(file);
        const step = handle && (await readStep(handle, file, encoding, buffer));
        if (!step || step.isOther || step.bytes === 0) continue;
        left -= step.bytes;
        if (step.isCut) cutLines++;
        if (file.leftMs !== undefined) file.leftMs = nowMs;
        take(step.lines, file.path);
        if (file.offset < (sizes.get(file) ?? 0)) next.push(file);
      }
      waiting = next;
    }
    for (const file of [...files.values()]) await takeLeave(file, take, nowMs);
    return sizes;
  }

  async function sizeNow(file: FollowedFile, found: FoundFile | undefined): Promise<number> {
    if (found) return found.stat.bytes;
    const handle = await openOrSay(file);
    return handle ? sizeOf(handle) : file.offset;
  }

  /** A copy that got something else than its original has is a log of its own. */
  async function followCopy(copy: FollowedFile, bytes: number): Promise<void> {
    if (bytes === copy.comparedBytes) return;
    const original = files.get(copy.copyOf as string);
    const [handle, other] = [await openOrSay(copy), original && (await openOrSay(original))];
    copy.comparedBytes = bytes;
    if (handle && other && (await readTail(handle, bytes)).equals(await readTail(other, bytes))) return;
    delete copy.copyOf;
  }

  /**
   * One that has left is forgotten when nothing came for long, or when it is deleted and read to its end: its room is
   * free only then. The line that was never ended counts.
   */
  async function takeLeave(file: FollowedFile, take: TakeLines, nowMs: number): Promise<void> {
    if (file.leftMs === undefined) return;
    const handle = await openOrSay(file);
    if (handle && nowMs - file.leftMs < LEFT_MS) {
      if ((await handle.stat()).nlink > 0) return;
      const step = await readStep(handle, file, encoding, newBuffer());
      take(step.lines, file.path);
      if (step.bytes > 0) return;
    }
    if (handle && file.copyOf === undefined) take(await readRest(handle, file, encoding), file.path);
    await open.close(file.id);
    files.delete(file.id);
  }

  /** What is beside a path and not compressed, read once a round. */
  function createBeside(signal: AbortSignal): Beside {
    const known = new Map<string, FoundFile[]>();
    return async (path) => {
      const folder = dirname(path);
      const before = known.get(folder);
      if (before) return before;
      const all = parseGlob(`${folder === '/' ? '' : folder}/*`) as Glob;
      const limits = { entries: MOST_BESIDE, files: MOST_BESIDE };
      const found = await findFiles(localTree, all, limits, signal);
      const beside = found.files.filter(({ name }) => !COMPRESSED.test(name));
      known.set(folder, beside);
      return beside;
    };
  }

  async function openOrSay(file: FollowedFile): Promise<FileHandle | undefined> {
    try {
      return await (open as OpenFiles).get(file.path, file.id);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const isForbidden = code === 'EACCES' || code === 'EPERM';
      if (shut.size < MOST_FILES) shut.add(file.id);
      trouble.push({
        what: file.path,
        why: isForbidden ? 'the account under which this runs has no right to read it' : message,
      });
      return undefined;
    }
  }
}

/** Files in the folder of a path. */
type Beside = (path: string) => Promise<readonly FoundFile[]>;

function placeOf({ id, path, offset, leftMs }: FollowedFile): string {
  return `${id} ${offset} ${leftMs === undefined} ${path}`;
}

/** For a step of reading and the proof before it. */
function newBuffer(): Buffer {
  return Buffer.allocUnsafe(STEP_BYTES + COMPARED_BYTES);
}

async function sizeOf(handle: FileHandle): Promise<number> {
  return toStat(await handle.stat({ bigint: true })).bytes;
}
