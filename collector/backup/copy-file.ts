import { createHash } from 'node:crypto';
import { type BigIntStats, closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { type ChunkTally, TallyReader } from '#collector/store/embedded/tally.ts';
import { BackupError } from './backup-error.ts';
import { type ManifestFile, pieceLength } from './manifest.ts';
import { DATABASE_PIECE_BYTES, LONGEST_PIECE_BYTES, type Objects } from './objects.ts';

/** Something that goes into a point. */
export interface SourceFile {
  /** Path below the data directory, with `/`. */
  name: string;
  path: string;
  /** How many of its bytes count. */
  bytes: number;
  /** `growing`: only ever appended to; `still`: must not change while it is copied; `made`: for this backup alone. */
  kind: 'growing' | 'still' | 'made';
}

export interface CopyOptions {
  objects: Objects;
  /** The same file in the point before. */
  before: ManifestFile | undefined;
  /** Told how many bytes of the file are done since the last time, whether they were read or known. */
  onBytes(bytes: number): void;
  signal?: AbortSignal | undefined;
}

/** A file as it stands in a point, and what it made the folder grow by. */
export interface CopiedFile {
  file: ManifestFile;
  newBytes: number;
}

/**
 * Puts the pieces of a file among the objects. One that is as it was for the point before is not read; of one that has
 * only grown, what is behind the last whole piece. Throws a `BackupError` where it is not what it should be.
 */
export async function copyFile(source: SourceFile, options: CopyOptions): Promise<CopiedFile> {
  const { objects, before, onBytes, signal } = options;
  const descriptor = openFile(source);
  try {
    const stats = fstatSync(descriptor, { bigint: true });
    if (source.kind === 'still')
      refuseChanged(source, stats, { mtimeNs: stats.mtimeNs, size: BigInt(source.bytes) });
    const seen = source.kind === 'made' ? null : seenOf(stats);
    if (before && isSame(source, seen, before) && areThere(objects, before, before.pieces.length)) {
      onBytes(source.bytes);
      return { file: { ...before }, newBytes: 0 };
    }
    const known = keptPieces(source, seen, before, objects, descriptor);
    const pieces = before ? before.pieces.slice(0, known) : [];
    const tally = tallyOf(source, known > 0 ? before : undefined);
    const pieceBytes = pieceBytesOf(source);
    onBytes(known * pieceBytes);
    let newBytes = 0;
    for (let at = known * pieceBytes; at < source.bytes; ) {
      signal?.throwIfAborted();
      const piece = readPiece(source, descriptor, at);
      tally?.take(at, piece);
      const put = objects.put(piece);
      pieces.push(put.hash);
      newBytes += put.newBytes;
      at += piece.length;
      onBytes(piece.length);
      await setImmediate();
    }
    if (source.kind === 'still') refuseChanged(source, stats, fstatSync(descriptor, { bigint: true }));
    const { name, bytes } = source;
    const file = { name, bytes, pieceBytes, pieces, seen, tally: tally?.end() ?? null };
    return { file, newBytes };
  } finally {
    closeSync(descriptor);
  }
}

/** How many bytes of a file will have to be put among the objects, at most. */
export function bytesToCopy(
  source: SourceFile,
  before: ManifestFile | undefined,
  seen: ManifestFile['seen'],
): number {
  if (!before) return source.bytes;
  if (isSame(source, seen, before)) return 0;
  return source.kind === 'growing' && before.bytes <= source.bytes
    ? source.bytes - before.bytes + LONGEST_PIECE_BYTES
    : source.bytes;
}

/** What tells that a file was not touched since. */
export function seenOf({ size, mtimeNs, ino }: BigIntStats): NonNullable<ManifestFile['seen']> {
  return { size: String(size), mtimeNs: String(mtimeNs), inode: String(ino) };
}

function openFile({ name, path }: SourceFile): number {
  try {
    return openSync(path, 'r');
  } catch (cause) {
    throw new BackupError('changed', `${name} cannot be read (${(cause as Error).message}); try again`, {
      cause,
    });
  }
}

function isSame({ bytes }: SourceFile, seen: ManifestFile['seen'], before: ManifestFile): boolean {
  return (
    seen !== null &&
    before.seen !== null &&
    before.bytes === bytes &&
    before.seen.size === seen.size &&
    before.seen.mtimeNs === seen.mtimeNs &&
    before.seen.inode === seen.inode
  );
}

function areThere(objects: Objects, file: ManifestFile, count: number): boolean {
  return file.pieces.slice(0, count).every((hash, index) => objects.has(hash, pieceLength(file, index)));
}

/** Whole pieces of a file that has only grown; the last of them is read, so that a number of a file used again deceives nobody. */
function keptPieces(
  source: SourceFile,
  seen: ManifestFile['seen'],
  before: ManifestFile | undefined,
  objects: Objects,
  descriptor: number,
): number {
  if (!before || source.kind !== 'growing' || before.bytes > source.bytes) return 0;
  if (before.seen === null || seen === null || before.seen.inode !== seen.inode) return 0;
  if (before.pieceBytes !== pieceBytesOf(source)) return 0;
  const whole = Math.floor(before.bytes / before.pieceBytes);
  if (whole === 0 || !areThere(objects, before, whole)) return 0;
  const piece = readPiece(source, descriptor, (whole - 1) * before.pieceBytes);
  const hash = createHash('sha256').update(piece).digest('hex');
  return hash === before.pieces[whole - 1] ? whole : 0;
}

function pieceBytesOf({ kind }: SourceFile): number {
  return kind === 'growing' ? LONGEST_PIECE_BYTES : DATABASE_PIECE_BYTES;
}

function readPiece(source: SourceFile, descriptor: number, at: number): Buffer {
  const { name, bytes } = source;
  const piece = Buffer.allocUnsafe(Math.min(pieceBytesOf(source), bytes - at));
  for (let have = 0; have < piece.length; ) {
    const read = readSync(descriptor, piece, have, piece.length - have, at + have);
    if (read === 0) throw new BackupError('changed', `${name} became shorter while it was copied; try again`);
    have += read;
  }
  return piece;
}

/** Counts on where the point before had ended, as far as its pieces still hold. */
function tallyOf({ name }: SourceFile, before: ManifestFile | undefined) {
  if (!name.endsWith('.chunks')) return undefined;
  const from = before?.tally ? before.bytes : 0;
  const reader = new TallyReader(before?.tally ?? undefined, from);
  return {
    take(at: number, piece: Buffer): void {
      if (at + piece.length > from) reader.take(piece.subarray(Math.max(0, from - at)));
    },
    end: (): ChunkTally => reader.end(),
  };
}

type Touched = Pick<BigIntStats, 'size' | 'mtimeNs'>;

function refuseChanged({ name }: SourceFile, before: Touched, after: Touched): void {
  if (before.size === after.size && before.mtimeNs === after.mtimeNs) return;
  throw new BackupError(
    'changed',
    `${name} changed before it was copied, since the store failed and was opened anew; try again`,
  );
}
