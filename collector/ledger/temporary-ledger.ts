import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { migrate } from './migrate.ts';
import type { Sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';

/** A real, migrated ledger for a test, and the directory it lies in. */
export interface TemporaryLedger {
  sql: Sql;
  file: string;
  directory: string;
  /** Closes the ledger and removes the directory. */
  remove(): Promise<void>;
}

/** Makes a ledger in a directory of its own under the system's temporary one. For tests. */
export async function temporaryLedger(nowMs = 0): Promise<TemporaryLedger> {
  const directory = mkdtempSync(join(tmpdir(), 'ward-ledger-'));
  const file = join(directory, 'ledger.sqlite');
  await migrate(file, nowMs);
  const sql = openSqlite(file);
  return {
    sql,
    file,
    directory,
    async remove() {
      await sql.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
