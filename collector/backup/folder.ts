import { closeSync, existsSync, mkdirSync, openSync, rmSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BackupError } from './backup-error.ts';
import { type Objects, openObjects } from './objects.ts';
import { openPoints, type Points } from './points.ts';

/** A folder of backups, for this process alone as long as it is open. */
export interface BackupFolder {
  path: string;
  objects: Objects;
  points: Points;
  /** An empty folder for what is made on the way; gone when the folder is closed, or opened again after a crash. */
  scratch: string;
  freeBytes(): number;
  /** May be called twice; the end of the process does it as well, and leaves the scratch. */
  close(): void;
}

/** The places of a folder of backups, for whoever only reads; there is no lock on them. */
export function placesIn(path: string): { objects: Objects; points: Points } {
  return { objects: openObjects(join(path, 'objects')), points: openPoints(join(path, 'points')) };
}

/** Takes a folder for writing, and makes it where it is missing. Throws a `BackupError`. */
export function openBackupFolder(path: string): BackupFolder {
  const scratch = join(path, 'scratch');
  let lock: DatabaseSync | undefined;
  try {
    makeFolder(path);
    // The kernel holds the lock, so that none is left behind by a crash.
    const lockFile = join(path, 'backup.lock');
    closeSync(openSync(lockFile, 'a', 0o600));
    lock = new DatabaseSync(lockFile);
    lock.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE');
    rmSync(scratch, { recursive: true, force: true });
    mkdirSync(scratch, { mode: 0o700 });
  } catch (cause) {
    lock?.close();
    throw sentenceFor(path, cause);
  }
  const held = lock;
  return {
    path,
    ...placesIn(path),
    scratch,
    freeBytes: () => freeBytes(path),
    close() {
      if (!held.isOpen) return;
      rmSync(scratch, { recursive: true, force: true });
      held.close();
    },
  };
}

/** One by one: `recursive` of Node tries for ever where a file system has no place for folders, as an automounter's. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}

/** What this user may still write on the file system of a folder. */
export function freeBytes(path: string): number {
  const { bavail, bsize } = statfsSync(path);
  return bavail * bsize;
}

/** Primary code of SQLite: somebody else holds the lock. */
const BUSY = 5;

function sentenceFor(path: string, cause: unknown): BackupError {
  const { errcode, message } = cause as { errcode?: number; message: string };
  if (((errcode ?? 0) & 0xff) === BUSY) {
    const sentence = `a backup or a test works in ${path} already; its end has to come first`;
    return new BackupError('in_use', sentence, { cause });
  }
  const sentence = `the folder ${path} cannot be used for backups (${message}): let the user of the collector write it, or name another one`;
  return new BackupError('folder', sentence, { cause });
}
