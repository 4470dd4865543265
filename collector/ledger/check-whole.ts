import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Audit } from '#collector/audit/audit.ts';
import { openSeal } from '#collector/people/seal.ts';
import { countLedger, type TableCount } from './copy-ledger.ts';
import type { Sql } from './sql.ts';

/** What a look at a whole ledger found. */
export interface WholeLedger {
  tables: TableCount[];
  rows: number;
  /** Entries of the audit; undefined where the key of the data directory is missing. */
  audit: number | undefined;
  /** What is wrong, as sentences. */
  damage: string[];
}

/** Reads everything: every row of every table, and the chain of the audit with the key of this data directory. */
export async function checkWhole(sql: Sql, dataDir: string): Promise<WholeLedger> {
  const tables = await countLedger(sql);
  const rows = tables.reduce((sum, table) => sum + table.rows, 0);
  const keyFile = join(dataDir, 'seal.key');
  if (!existsSync(keyFile)) return { tables, rows, audit: undefined, damage: [] };
  const { entries, intact, brokenAt } = await new Audit(
    sql,
    openSeal(keyFile).derive('audit'),
    Date.now,
  ).verify();
  const damage = intact
    ? []
    : [`entry ${brokenAt} of the audit is not what was written, or ${keyFile} is the key of another ledger`];
  return { tables, rows, audit: entries, damage };
}
