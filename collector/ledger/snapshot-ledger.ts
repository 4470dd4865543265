import { join } from 'node:path';
import type { LedgerAddress } from '#collector/config/ledger-address.ts';
import { snapshotPostgres } from './postgres/snapshot-postgres.ts';
import { snapshotSqlite } from './snapshot-sqlite.ts';

/**
 * Writes the ledger as it is at one moment into a new SQLite file, durably, while others go on writing. What stands
 * there under this name is replaced. A data directory that gets the file as `ledger.sqlite` has that ledger.
 */
export function snapshotLedger(address: LedgerAddress, dataDir: string, file: string): Promise<void> {
  return address.kind === 'sqlite'
    ? snapshotSqlite(join(dataDir, 'ledger.sqlite'), file)
    : snapshotPostgres(address, file);
}
