import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LedgerAddress, parseLedgerAddress } from '#collector/config/ledger-address.ts';
import { ledgerFile, openLedger, prepareLedger } from './open-ledger.ts';
import { dropSchema } from './postgres/test-postgres.ts';
import type { Sql } from './sql.ts';

/** A real, migrated ledger for a test, and the directory it lies in. */
export interface TemporaryLedger {
  sql: Sql;
  address: LedgerAddress;
  /** Of SQLite; there is none where the tests run on another engine. */
  file: string;
  directory: string;
  /** Closes the ledger and removes it with the directory. */
  remove(): Promise<void>;
}

/** An address of a PostgreSQL here makes every test that uses a temporary ledger run on that one. */
const OTHER_ENGINE = process.env.WARD_TEST_LEDGER;

/** True where tests run on SQLite: some look into its file. */
export const isOnSqlite = !OTHER_ENGINE;

/** Makes a ledger of its own, with a directory under the system's temporary one. For tests. */
export async function temporaryLedger(nowMs = 0): Promise<TemporaryLedger> {
  const directory = mkdtempSync(join(tmpdir(), 'ward-ledger-'));
  const address = temporaryAddress();
  await prepareLedger(address, directory, nowMs);
  const sql = openLedger(address, directory);
  return {
    sql,
    address,
    file: ledgerFile(directory),
    directory,
    async remove() {
      await sql.close();
      if (address.kind === 'postgres') await dropSchema(address);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function temporaryAddress(): LedgerAddress {
  if (!OTHER_ENGINE) return { kind: 'sqlite' };
  const address = parseLedgerAddress(OTHER_ENGINE);
  if (address?.kind !== 'postgres') throw new Error(`WARD_TEST_LEDGER is no address: ${OTHER_ENGINE}`);
  return { ...address, schema: `t_${randomBytes(6).toString('hex')}` };
}
