import { LedgerUnusableError, NewerLedgerError } from './ledger-errors.ts';
import { type LedgerTable, ledgerTables } from './ledger-tables.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import type { Sql, SqlValue } from './sql.ts';
import { TableDigest } from './table-digest.ts';

/** Values of one INSERT; SQLite takes 32,766, PostgreSQL 65,535. */
const MOST_VALUES = 8_000;
const PAGE_ROWS = 400;

/** What a table of a ledger holds. */
export interface TableCount {
  table: string;
  rows: number;
  /** The same for the same rows, in any order and any engine. */
  digest: string;
}

/** What was copied. */
export interface LedgerCopy {
  tables: TableCount[];
  rows: number;
  /** Numbers with a fraction where only whole ones belong, which SQLite had let pass. */
  rounded: number;
}

/**
 * Copies everything from one moment of a ledger into an empty one of the same format, all or nothing, and reads it
 * back: what it returns was counted and hashed on both sides.
 */
export async function copyLedger(
  from: Sql,
  to: Sql,
  say: (line: string) => void = () => {},
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<LedgerCopy> {
  return from.snapshot(async () => {
    const format = await formatOf(from, migrations);
    const tables = ledgerTables(format);
    return to.transaction(async () => {
      await mustFit(to, tables, format, migrations);
      const copied: LedgerCopy = { tables: [], rows: 0, rounded: 0 };
      for (const table of tables) {
        const { sent, rounded } = await copyTable(from, to, table);
        const kept = await digestOf(to, table);
        if (kept.rows !== sent.rows || kept.hex !== sent.hex)
          throw new Error(
            `the copy of ${table.name} is not what was read (${sent.rows} rows, there ${kept.rows}): nothing was copied`,
          );
        copied.tables.push({ table: table.name, rows: sent.rows, digest: sent.hex });
        copied.rows += sent.rows;
        copied.rounded += rounded;
        if (sent.rows > 0) say(`${table.name}: ${sent.rows} rows`);
      }
      return copied;
    });
  });
}

/** Counts and hashes everything in a ledger, in one moment. */
export async function countLedger(sql: Sql): Promise<TableCount[]> {
  return sql.snapshot(async () => {
    const counts: TableCount[] = [];
    for (const table of ledgerTables(await formatOf(sql, MIGRATIONS))) {
      const digest = await digestOf(sql, table);
      counts.push({ table: table.name, rows: digest.rows, digest: digest.hex });
    }
    return counts;
  });
}

/** The migrations that a ledger has. */
export async function formatOf(sql: Sql, migrations: readonly Migration[]): Promise<Migration[]> {
  const rows = await sql.all<{ number: number }>('SELECT number FROM ledger_format');
  const numbers = new Set(rows.map(({ number }) => number));
  const format = migrations.filter(({ number }) => numbers.has(number));
  if (format.length < numbers.size)
    throw new NewerLedgerError('the ledger', Math.max(...numbers), migrations.at(-1)?.number ?? 0);
  return format;
}

async function mustFit(
  to: Sql,
  tables: readonly LedgerTable[],
  format: readonly Migration[],
  migrations: readonly Migration[],
): Promise<void> {
  const present = await formatOf(to, migrations);
  const [wanted, found] = [format, present].map((list) => list.map(({ number }) => number));
  if (String(found) !== String(wanted))
    throw new LedgerUnusableError(
      `the ledger to copy from has format ${wanted.at(-1)}, the one to copy to ${found.at(-1)}: start a collector of this version on the older one first`,
    );
  for (const { name } of tables) {
    if ((await to.get(`SELECT 1 AS one FROM ${name} LIMIT 1`)) === undefined) continue;
    throw new LedgerUnusableError(
      `the ledger to copy to is in use, ${name} has rows: name an empty database or schema, or move its file away`,
    );
  }
}

async function copyTable(from: Sql, to: Sql, table: LedgerTable) {
  const columns = table.columns.map(({ name }) => name);
  const row = `(${columns.map(() => '?').join(', ')})`;
  const atOnce = Math.max(1, Math.floor(MOST_VALUES / columns.length));
  const sent = new TableDigest();
  let rounded = 0;
  for await (const page of pages(from, table)) {
    for (const values of page) {
      table.columns.forEach(({ isWhole }, at) => {
        const value = values[at];
        if (!isWhole || typeof value !== 'number' || Number.isInteger(value)) return;
        values[at] = Math.round(value);
        rounded++;
      });
      sent.add(values);
    }
    for (let at = 0; at < page.length; at += atOnce) {
      const part = page.slice(at, at + atOnce);
      const text = `INSERT INTO ${table.name} (${columns.join(', ')}) VALUES ${part.map(() => row).join(', ')}`;
      await to.run(text, ...part.flat());
    }
  }
  return { sent, rounded };
}

async function digestOf(sql: Sql, table: LedgerTable): Promise<TableDigest> {
  const digest = new TableDigest();
  for await (const page of pages(sql, table)) for (const values of page) digest.add(values);
  return digest;
}

/** All rows in the order of the key. */
async function* pages({ all }: Sql, { name, columns, key }: LedgerTable): AsyncGenerator<SqlValue[][]> {
  const list = columns.map((column) => column.name).join(', ');
  const order = key.join(', ');
  let after: SqlValue[] | undefined;
  for (;;) {
    const behind = after ? `WHERE (${order}) > (${key.map(() => '?').join(', ')})` : '';
    const text = `SELECT ${list} FROM ${name} ${behind} ORDER BY ${order} LIMIT ${PAGE_ROWS}`;
    const rows = await all<Record<string, SqlValue>>(text, ...(after ?? []));
    if (rows.length > 0) yield rows.map((row) => columns.map((column) => row[column.name]));
    const last = rows.at(-1);
    if (!last || rows.length < PAGE_ROWS) return;
    after = key.map((column) => last[column]);
  }
}
