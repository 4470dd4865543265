import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RestoreError } from './backup-error.ts';
import { syncFolder, writeDurably } from './durable.ts';

/** No piece is longer. Files that only grow are cut into such pieces. */
export const LONGEST_PIECE_BYTES = 4 * 2 ** 20;
/** Pieces of databases, of which a few pages change here and there. */
export const DATABASE_PIECE_BYTES = 256 * 2 ** 10;

/** Where pieces lie: each once, under the SHA-256 of its bytes, whatever files and points it belongs to. */
export interface Objects {
  /** True when a piece of this length is there; its bytes are not looked at. */
  has(hash: string, bytes: number): boolean;
  /** Keeps a piece; durable at once, its name after `sync`. `newBytes` is 0 when it was there. */
  put(piece: Uint8Array): { hash: string; newBytes: number };
  /** Reads a piece. Throws a `RestoreError` when it is missing or is not what was written. */
  read(hash: string, bytes: number): Buffer;
  /** Puts a damaged piece aside, so that the next backup writes it anew. False where that is not possible. */
  putAside(hash: string): boolean;
  sync(): void;
  /** Removes what is not in `named`; returns the bytes that went. */
  sweep(named: ReadonlySet<string>): number;
}

/** The pieces under a folder, which is made when something is put into it. */
export function openObjects(folder: string): Objects {
  const unsynced = new Set<string>();
  const pathOf = (hash: string) => join(folder, hash.slice(0, 2), hash);

  function has(hash: string, bytes: number): boolean {
    return statSync(pathOf(hash), { throwIfNoEntry: false })?.size === bytes;
  }

  return {
    has,
    put(piece) {
      const hash = hashOf(piece);
      if (has(hash, piece.length)) return { hash, newBytes: 0 };
      const path = pathOf(hash);
      const made = mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      if (made !== undefined) unsynced.add(folder);
      writeDurably(path, piece);
      unsynced.add(dirname(path));
      return { hash, newBytes: piece.length };
    },
    read(hash, bytes) {
      const piece = readIfThere(pathOf(hash));
      if (!piece)
        throw new RestoreError(
          'object_missing',
          hash,
          `the object ${pathOf(hash)} is missing or cannot be read`,
        );
      if (piece.length !== bytes || hashOf(piece) !== hash)
        throw new RestoreError('object_damaged', hash, `the object ${pathOf(hash)} is not what was written`);
      return piece;
    },
    putAside(hash) {
      try {
        renameSync(pathOf(hash), `${pathOf(hash)}.damaged`);
        return true;
      } catch {
        return false;
      }
    },
    sync() {
      for (const each of unsynced) syncFolder(each);
      unsynced.clear();
    },
    sweep(named) {
      let bytes = 0;
      for (const part of listed(folder)) {
        for (const name of listed(join(folder, part))) {
          if (named.has(name)) continue;
          const path = join(folder, part, name);
          bytes += statSync(path, { throwIfNoEntry: false })?.size ?? 0;
          rmSync(path, { force: true });
        }
      }
      return bytes;
    },
  };
}

function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function readIfThere(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
