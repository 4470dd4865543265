import { DatabaseSync } from 'node:sqlite';
import type { Migration } from './migrations/index.ts';

/** A table of the ledger, as its migrations make it. */
export interface LedgerTable {
  name: string;
  columns: LedgerColumn[];
  /** Columns of the primary key, in its order. */
  key: string[];
}

export interface LedgerColumn {
  name: string;
  /** INTEGER or BIGINT: PostgreSQL takes nothing else into it, SQLite does. */
  isWhole: boolean;
}

/** All tables of these migrations, those that others refer to first; without the list of migrations itself. */
export function ledgerTables(migrations: readonly Migration[]): LedgerTable[] {
  const database = new DatabaseSync(':memory:');
  try {
    for (const { statements } of migrations) for (const statement of statements) database.exec(statement);
    const names = listed<{ name: string }>(
      database,
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    ).map(({ name }) => name);
    return inOrder(database, names).map((name) => describe(database, name));
  } finally {
    database.close();
  }
}

function describe(database: DatabaseSync, name: string): LedgerTable {
  const columns = listed<{ name: string; type: string; pk: number }>(database, `PRAGMA table_info(${name})`);
  return {
    name,
    columns: columns.map(({ name, type }) => ({ name, isWhole: /^(INTEGER|BIGINT)$/.test(type) })),
    key: columns
      .filter(({ pk }) => pk > 0)
      .sort((a, b) => a.pk - b.pk)
      .map(({ name }) => name),
  };
}

function inOrder(database: DatabaseSync, names: readonly string[]): string[] {
  const ordered = new Set<string>();
  const add = (name: string) => {
    if (ordered.has(name)) return;
    const others = listed<{ table: string }>(database, `PRAGMA foreign_key_list(${name})`);
    for (const { table } of others) if (table !== name) add(table);
    ordered.add(name);
  };
  for (const name of names) add(name);
  return [...ordered];
}

function listed<Row>(database: DatabaseSync, text: string): Row[] {
  return database.prepare(text).all() as Row[];
}
