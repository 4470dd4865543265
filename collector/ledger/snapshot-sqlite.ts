import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';

/** One step over everything: a copy that goes on between writes begins anew with each of them. */
const ALL_PAGES = 2_147_483_647;

/** Copies a SQLite file as it is at one moment, durably, while others write it. What stands there is replaced. */
export async function snapshotSqlite(from: string, file: string): Promise<void> {
  const database = new DatabaseSync(from, { readOnly: true });
  try {
    emptyFile(file);
    await backup(database, file, { rate: ALL_PAGES });
  } finally {
    database.close();
  }
  syncFile(file);
}

/** Of its owner alone, as the ledger is. */
export function emptyFile(file: string): void {
  for (const each of [file, `${file}-wal`, `${file}-shm`]) rmSync(each, { force: true });
  closeSync(openSync(file, 'w', 0o600));
}

function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
