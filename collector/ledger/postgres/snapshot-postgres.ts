import type { PostgresAddress } from '#collector/config/ledger-address.ts';
import { copyLedger, formatOf } from '../copy-ledger.ts';
import { migrate } from '../migrate.ts';
import { MIGRATIONS, type Migration } from '../migrations/index.ts';
import { emptyFile } from '../snapshot-sqlite.ts';
import { openSqlite } from '../sqlite.ts';
import { openPostgres } from './postgres.ts';

/** Copies one moment of the ledger into a new SQLite file of the same format, and reads it back. */
export async function snapshotPostgres(
  address: PostgresAddress,
  file: string,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<void> {
  const from = openPostgres(address, { purpose: 'copy', isPatient: true });
  try {
    // One moment for the format and for what is in it.
    await from.snapshot(async () => {
      const format = await formatOf(from, migrations);
      emptyFile(file);
      await migrate(file, Date.now(), format);
      const to = openSqlite(file);
      try {
        await copyLedger(from, to, undefined, format);
      } finally {
        // The log of what was written goes into the file with it.
        await to.close();
      }
    });
  } finally {
    await from.close();
  }
}
