import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import type { LedgerAddress } from '#collector/config/ledger-address.ts';

/** One step over everything: a copy that goes on between writes begins anew with each of them. */
const ALL_PAGES = 2_147_483_647;

/**
 * Writes the ledger as it is at one moment into a new SQLite file, durably, while others go on writing. What stands
 * there under this name is replaced.
 */
export async function snapshotLedger(address: LedgerAddress, dataDir: string, file: string): Promise<void> {
  if (address.kind === 'sqlite') return snapshotSqlite(join(dataDir, 'ledger.sqlite'), file);
  throw new Error('not yet');
}

/** The same for a SQLite file. */
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

export function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
