import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Another process works in the data directory. Trying again helps once that one has ended. */
export class DataLockedError extends Error {
  /** Of the process that holds it; undefined when it has not said so yet. */
  readonly pid: number | undefined;
  constructor(dataDir: string, pid: number | undefined) {
    const holder = pid === undefined ? 'another process' : `process ${pid}`;
    super(
      `the data directory ${dataDir} is in use by ${holder}: stop that collector, or give this one another directory with --data`,
    );
    this.name = 'DataLockedError';
    this.pid = pid;
  }
}

/** The data directory cannot be written. Trying again helps once its owner or its mount allows it. */
export class DataDirectoryError extends Error {
  constructor(dataDir: string, cause: unknown) {
    super(
      `the data directory ${dataDir} cannot be written (${(cause as Error).message}): let the user of this process write it, or give another one with --data`,
      { cause },
    );
    this.name = 'DataDirectoryError';
  }
}

/** A data directory that is ours. */
export interface DataLock {
  /** May be called twice; the end of the process does it as well. */
  release(): void;
}

/** Primary code of SQLite: somebody else holds the lock. */
const BUSY = 5;

/**
 * Takes the data directory, which is made when it is missing, for this process alone. The kernel holds the lock: it
 * is gone with the process, however that ends, so that no stale lock is ever left to be judged.
 */
export function lockDataDirectory(dataDir: string): DataLock {
  const pidFile = join(dataDir, 'collector.pid');
  let database: DatabaseSync | undefined;
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    database = new DatabaseSync(join(dataDir, 'collector.lock'));
    database.exec('PRAGMA journal_mode = DELETE');
    database.exec('BEGIN EXCLUSIVE');
    writeFileSync(pidFile, `${process.pid}\n`);
  } catch (error) {
    database?.close();
    const code = (error as { errcode?: number }).errcode;
    if (code !== undefined && (code & 0xff) === BUSY) throw new DataLockedError(dataDir, readPid(pidFile));
    throw new DataDirectoryError(dataDir, error);
  }
  const held = database;
  let released = false;
  return {
    release() {
      if (released) return;
      released = true;
      rmSync(pidFile, { force: true });
      held.close();
    },
  };
}

function readPid(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}
