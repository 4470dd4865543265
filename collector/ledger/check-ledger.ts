/*
 * What a ledger holds, read from a SQLite file that nobody writes: kept with a backup, and read again when it is tested.
 */
import { DatabaseSync } from 'node:sqlite';
import { migrate } from './migrate.ts';
import type { Sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';

/** What a ledger holds. */
export interface LedgerFigures {
  /** Number of its newest migration. */
  format: number;
  /** Rows of each table. */
  tables: Record<string, number>;
  rows: number;
  audit: { entries: number; head: string };
  /** Of the journal: the next entry to judge, and the next one whose record is to be kept. */
  positions: { judging: number; records: number };
  /** Of the target that stands for the collector: the same as long as the ledger lives. Empty before the first start. */
  collector: string;
}

/** Reads them. Throws what SQLite throws for a file that is damaged. */
export function readLedgerFigures(file: string): LedgerFigures {
  return withLedger(file, (database) => {
    const number = (text: string) => Number(Object.values(database.prepare(text).get() ?? {})[0] ?? 0);
    const names = database
      .prepare(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
      )
      .all()
      .map(({ name }) => String(name));
    const tables = Object.fromEntries(names.map((name) => [name, number(`SELECT count(*) FROM "${name}"`)]));
    const last = database.prepare('SELECT number, hash FROM audit ORDER BY number DESC LIMIT 1').get();
    const records = database.prepare("SELECT value FROM settings WHERE name = 'records.position'").get();
    const own = database.prepare(
      "SELECT id FROM targets WHERE kind = 'collector' ORDER BY created_at_ms, id LIMIT 1",
    );
    return {
      format: number('SELECT max(number) FROM ledger_format'),
      tables,
      rows: Object.values(tables).reduce((sum, rows) => sum + rows, 0),
      audit: { entries: Number(last?.number ?? 0), head: String(last?.hash ?? '') },
      positions: {
        judging: number("SELECT position FROM judging_progress WHERE name = 'judging'") || 1,
        records: Number(records?.value ?? 1),
      },
      collector: String(own.get()?.id ?? ''),
    };
  });
}

/** What SQLite finds wrong with its file, and rows that refer to none; empty when all is well. */
export function ledgerDamage(file: string): string[] {
  return withLedger(file, (database) => {
    const found = database.prepare('PRAGMA integrity_check(20)').all();
    const lines = found.map((row) => String(Object.values(row)[0])).filter((line) => line !== 'ok');
    const orphans = database.prepare('PRAGMA foreign_key_check').all();
    for (const { table, parent } of orphans.slice(0, 20))
      lines.push(`a row of ${table} refers to no ${parent}`);
    return lines;
  });
}

/** Opens it as a start does, which brings it to the format of this program, and closes it again. */
export async function openedLedger<Result>(
  file: string,
  work: (sql: Sql) => Promise<Result>,
): Promise<Result> {
  await migrate(file, Date.now());
  const sql = openSqlite(file);
  try {
    return await work(sql);
  } finally {
    await sql.close();
  }
}

function withLedger<Result>(file: string, work: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return work(database);
  } finally {
    database.close();
  }
}
