import { join } from 'node:path';
import type { LedgerAddress } from '#collector/config/ledger-address.ts';
import { type Migrated, migrate } from './migrate.ts';
import type { Sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';

/** Opens the ledger that the configuration names. Each thread opens one of its own. */
export function openLedger(address: LedgerAddress, dataDir: string): Sql {
  if (address.kind === 'sqlite') return openSqlite(ledgerFile(dataDir));
  throw new Error('not yet');
}

/** Makes the ledger or brings it to the format of this program, after a copy of it; before anybody opens it. */
export function prepareLedger(address: LedgerAddress, dataDir: string, nowMs: number): Promise<Migrated> {
  if (address.kind === 'sqlite') return migrate(ledgerFile(dataDir), nowMs);
  throw new Error('not yet');
}

/** Where the ledger of SQLite is. */
export function ledgerFile(dataDir: string): string {
  return join(dataDir, 'ledger.sqlite');
}
