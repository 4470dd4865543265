import type { FileHandle } from 'node:fs/promises';
import type { Encoding } from './config.ts';
import { firstNewline, lineOf, splitLines } from './split-lines.ts';

/** A file that is followed, whatever its name is by now. */
export interface FollowedFile {
  id: string;
  /** Where it was last. */
  path: string;
  /** Everything before it has been read; always the beginning of a line, unless `isInLine`. */
  offset: number;
  /** The line at `offset` was too long: its beginning was taken, the rest is passed over. */
  isInLine: boolean;
  /** What stands right before `offset`, as a proof that this is still the file it was. */
  tail: Buffer;
  /** Since when it is at none of the paths that are followed: what is still written to it is read for a while. */
  leftMs?: number;
  /** The file of which it is a copy. Nothing is read of it as long as that one has everything itself. */
  copyOf?: string;
  /** Size of a copy when it was last compared. */
  comparedBytes?: number;
}

/** What one step of reading brought. */
export interface Step {
  lines: string[];
  bytes: number;
  /** A line was longer than one step and is cut. */
  isCut: boolean;
  /** There is another file in the place of the one that was followed: nothing was taken. */
  isOther: boolean;
}

/** Read at a time; a longer line is cut. */
export const STEP_BYTES = 256 * 1024;
/** Of a line that is cut this much is kept. */
const CUT_BYTES = 16 * 1024;
/** What proves that a file is the same as before. */
const TAIL_BYTES = 128;

const NOTHING: Step = { lines: [], bytes: 0, isCut: false, isOther: false };

/** A file of which nothing has been read. */
export function followFrom(id: string, path: string): FollowedFile {
  return { id, path, offset: 0, isInLine: false, tail: Buffer.alloc(0) };
}

/** Takes the next whole lines. `buffer` is for `STEP_BYTES` and the proof before them. */
export async function readStep(
  handle: FileHandle,
  file: FollowedFile,
  encoding: Encoding,
  buffer: Buffer,
): Promise<Step> {
  const before = file.tail.length;
  const { bytesRead } = await handle.read(buffer, 0, before + STEP_BYTES, file.offset - before);
  if (bytesRead < before || !buffer.subarray(0, before).equals(file.tail))
    return { ...NOTHING, isOther: true };
  const bytes = buffer.subarray(before, bytesRead);
  if (bytes.length === 0) return NOTHING;
  const step = stepOver(bytes, file, encoding);
  advance(file, buffer.subarray(0, before + step.bytes), step.bytes);
  return step;
}

function stepOver(bytes: Buffer, file: FollowedFile, encoding: Encoding): Step {
  if (file.isInLine) {
    const end = firstNewline(bytes, encoding);
    if (end > 0) file.isInLine = false;
    return { ...NOTHING, bytes: end || even(bytes.length) };
  }
  // A writer that goes on where the file ended before it was cut leaves a hole, perhaps of gigabytes.
  const hole = encoding === 'utf-16le' ? 0 : holeIn(bytes);
  if (hole > 0) return { ...NOTHING, bytes: hole };
  const { lines, used } = splitLines(bytes, encoding);
  if (used > 0) return { ...NOTHING, lines, bytes: used };
  if (bytes.length < STEP_BYTES) return NOTHING;
  file.isInLine = true;
  return {
    lines: [lineOf(bytes.subarray(0, CUT_BYTES), encoding)],
    bytes: bytes.length,
    isCut: true,
    isOther: false,
  };
}

/** The line at the end that nobody will end any more. */
export async function readRest(
  handle: FileHandle,
  file: FollowedFile,
  encoding: Encoding,
): Promise<string[]> {
  if (file.isInLine) return [];
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(CUT_BYTES), 0, CUT_BYTES, file.offset);
  return bytesRead === 0 ? [] : [lineOf(buffer.subarray(0, bytesRead), encoding)];
}

/** Goes to the end of a file without reading it; in the middle of a line the rest of that is passed over. */
export async function goToEnd(
  handle: FileHandle,
  file: FollowedFile,
  bytes: number,
  encoding: Encoding,
): Promise<void> {
  const end = encoding === 'utf-16le' ? even(bytes) : bytes;
  const tail = await readTail(handle, end);
  Object.assign(file, {
    offset: end,
    tail,
    isInLine: end > 0 && firstNewline(tail.subarray(-(encoding === 'utf-16le' ? 2 : 1)), encoding) === 0,
  });
}

/** What stands before a place. */
export async function readTail(handle: FileHandle, offset: number): Promise<Buffer> {
  const length = Math.min(TAIL_BYTES, offset);
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(length), 0, length, offset - length);
  return buffer.subarray(0, bytesRead);
}

/** Whether the file has, where it was read to, what it had before. */
export async function isAsBefore(handle: FileHandle, { offset, tail }: FollowedFile): Promise<boolean> {
  return (await readTail(handle, offset)).equals(tail);
}

/** `read` holds what was known to stand before, and what was passed now. */
function advance(file: FollowedFile, read: Buffer, bytes: number): void {
  if (bytes === 0) return;
  file.offset += bytes;
  // A copy: the buffer is used again.
  file.tail = Buffer.from(read.subarray(Math.max(0, read.length - TAIL_BYTES)));
}

function holeIn(bytes: Buffer): number {
  if (bytes[0] !== 0) return 0;
  let at = 0;
  while (at < bytes.length && bytes[at] === 0) at++;
  return at;
}

/** Characters of two bytes stay whole. */
function even(bytes: number): number {
  return bytes - (bytes % 2);
}
