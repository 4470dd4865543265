import { join } from 'node:path';
import type { LedgerAddress } from '#collector/config/ledger-address.ts';
import type { LedgerTakenError } from './ledger-errors.ts';
import { type Migrated, migrate } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import { holdPostgres } from './postgres/hold.ts';
import { openPostgres } from './postgres/postgres.ts';
import { preparePostgres } from './postgres/prepare.ts';
import type { Sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';

/** A ledger that no other process works with. */
export interface LedgerHold {
  /** Of this holder; those who open the ledger with it write only as long as nobody else took it over. */
  number: number | undefined;
  /** May be called twice. */
  close(): Promise<void>;
}

/**
 * Takes the ledger for this process; rejects with a `LedgerTakenError` that says who has it. With SQLite the lock of
 * the data directory has done that already. `onLost` is told once when another has taken it over: nothing that is
 * in memory counts any more.
 */
export async function holdLedger(
  address: LedgerAddress,
  purpose: string,
  onLost: (error: LedgerTakenError) => void,
): Promise<LedgerHold> {
  if (address.kind === 'sqlite') return { number: undefined, close: async () => {} };
  return holdPostgres(address, purpose, onLost);
}

/** Makes the ledger or brings it to the format of this program, after a copy of it; before anybody opens it. */
export function prepareLedger(
  address: LedgerAddress,
  dataDir: string,
  nowMs: number,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<Migrated> {
  return address.kind === 'sqlite'
    ? migrate(ledgerFile(dataDir), nowMs, migrations)
    : preparePostgres(address, dataDir, nowMs, migrations);
}

/**
 * Opens the ledger that the configuration names, under the number of its holder. Each thread opens one of its own.
 * `onStray`: see `PostgresOptions`.
 */
export function openLedger(
  address: LedgerAddress,
  dataDir: string,
  holder?: number,
  onStray?: (error: Error) => void,
): Sql {
  return address.kind === 'sqlite'
    ? openSqlite(ledgerFile(dataDir))
    : openPostgres(address, { holder, onStray });
}

/** What a thread needs to open a ledger of its own; it can be handed to one. */
export interface LedgerOfThread {
  address: LedgerAddress;
  holder: number | undefined;
}

export function openLedgerOfThread({ address, holder }: LedgerOfThread, dataDir: string): Sql {
  return openLedger(address, dataDir, holder);
}

/** Where the ledger of SQLite is. */
export function ledgerFile(dataDir: string): string {
  return join(dataDir, 'ledger.sqlite');
}
