import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { nameOfLedger, type PostgresAddress } from '#collector/config/ledger-address.ts';
import { LedgerUnusableError } from '../ledger-errors.ts';
import { type Migrated, migrateSql } from '../migrate.ts';
import type { Migration } from '../migrations/index.ts';
import type { Sql } from '../sql.ts';
import { openPostgres } from './postgres.ts';
import { unusable } from './postgres-errors.ts';
import { snapshotPostgres } from './snapshot-postgres.ts';
import { migrationText } from './statement-text.ts';

/** `txid_status`, identity of transactions. */
const OLDEST = 100_000;

/** Makes the tables in a database, or brings them to the format of this program. See `migrate`. */
export async function preparePostgres(
  address: PostgresAddress,
  dataDir: string,
  nowMs: number,
  migrations: readonly Migration[],
): Promise<Migrated> {
  const sql = openPostgres(address, { purpose: 'migration', isPatient: true });
  const name = nameOfLedger(address);
  try {
    const warnings = await look(sql, name);
    const { schema } = address;
    // An account may well have a schema and no right to make any.
    if (!(await sql.get('SELECT oid FROM pg_namespace WHERE nspname = ?', schema)))
      await sql.run(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
    const migrated = await migrateSql(sql, {
      name,
      nowMs,
      migrations,
      textOf: migrationText,
      async backUp(number, time) {
        const copy = join(dataDir, `ledger.before-${number}-${time}.sqlite`);
        await snapshotPostgres(address, copy, migrations).catch((error) => {
          rmSync(copy, { force: true });
          throw error;
        });
        return copy;
      },
    });
    return { ...migrated, warnings };
  } catch (error) {
    throw unusable(address, error);
  } finally {
    await sql.close();
  }
}

/** Refuses a server that cannot keep what is promised; what only makes it worse is returned as sentences. */
async function look(sql: Sql, name: string): Promise<string[]> {
  const found = await sql.get<Record<string, string>>(
    `SELECT current_setting('server_version_num') AS version, current_setting('server_encoding') AS encoding,
       current_setting('fsync') AS fsync, current_setting('full_page_writes') AS pages,
       CAST(pg_is_in_recovery() AS TEXT) AS standby`,
  );
  const { version, encoding, fsync, pages, standby } = found ?? {};
  const refuse = (why: string) => new LedgerUnusableError(`the ledger ${name} cannot be used: ${why}`);
  if (Number(version) < OLDEST) throw refuse('it needs PostgreSQL 10 or newer');
  if (encoding !== 'UTF8') throw refuse(`its encoding is ${encoding}, make a database with ENCODING 'UTF8'`);
  if (standby === 'true') throw refuse('it is a standby, name the server that it copies from');
  return [
    ...(fsync === 'on' ? [] : ['fsync is off: a power cut may damage the ledger']),
    ...(pages === 'on' ? [] : ['full_page_writes is off: a power cut may damage the ledger']),
  ];
}
