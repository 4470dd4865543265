import { existsSync, statSync } from 'node:fs';
import { NewerLedgerError } from './ledger-errors.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import { snapshotSqlite } from './snapshot-sqlite.ts';
import type { Sql } from './sql.ts';
import { explained, openSqlite, unusable } from './sqlite.ts';

/** Read in half a second, about. */
const CHECKED_BYTES = 256 * 1024 * 1024;

/** What bringing a ledger up to date did. */
export interface Migrated {
  /** Numbers of the migrations that were applied now, ascending. */
  applied: number[];
  /** Copy of the ledger as it was before, when there was something to copy. */
  backup: string | undefined;
  /** What of the server's own settings endangers it, as sentences. */
  warnings: string[];
}

export interface MigrateOptions {
  /** How the ledger is named to people. */
  name: string;
  nowMs: number;
  migrations: readonly Migration[];
  /** Copies the ledger as it is, before the first of these numbers is applied; returns where to. */
  backUp(number: number, time: string): Promise<string>;
  /** A statement as this engine wants it. */
  textOf?(statement: string): string;
}

/**
 * Creates the ledger in a SQLite file, or brings it to the format of this program. An existing one is copied to
 * `<file>.before-<number>-<time>` first. Run it once, before any thread opens the file.
 */
export async function migrate(
  file: string,
  nowMs: number,
  migrations: readonly Migration[] = MIGRATIONS,
): Promise<Migrated> {
  const isNew = !existsSync(file) || statSync(file).size === 0;
  const sql = openSqlite(file);
  try {
    if (!isNew) await check(sql, file);
    return await migrateSql(sql, {
      name: file,
      nowMs,
      migrations,
      async backUp(number, time) {
        const copy = `${file}.before-${number}-${time}`;
        // What stands there under this name is a copy that was cut short.
        await snapshotSqlite(file, copy);
        return copy;
      },
    });
  } catch (error) {
    throw explained(file, error);
  } finally {
    await sql.close();
  }
}

/** Applies what is missing, one transaction per migration, after a copy where there is something to copy. */
export async function migrateSql(sql: Sql, options: MigrateOptions): Promise<Migrated> {
  const { name, nowMs, migrations, backUp } = options;
  await sql.run(
    'CREATE TABLE IF NOT EXISTS ledger_format (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms BIGINT NOT NULL)',
  );
  const present = (await sql.all<{ number: number }>('SELECT number FROM ledger_format')).map(
    (row) => row.number,
  );
  const newest = Math.max(0, ...migrations.map((migration) => migration.number));
  const unknown = present.find((number) => !migrations.some((migration) => migration.number === number));
  if (unknown !== undefined) throw new NewerLedgerError(name, Math.max(...present), newest);

  const pending = migrations.filter((migration) => !present.includes(migration.number));
  const applied = pending.map((migration) => migration.number);
  const time = new Date(nowMs).toISOString().replace(/[:.]/g, '-');
  const isWorthACopy = pending.length > 0 && present.length > 0;
  const backup = isWorthACopy ? await backUp(applied[0], time) : undefined;
  for (const migration of pending) await apply(sql, migration, options);
  return { applied, backup, warnings: [] };
}

/** Damage is found before anybody works with it. A large file is left unread: that would take longer than a start may. */
async function check(sql: Sql, file: string): Promise<void> {
  if (statSync(file).size > CHECKED_BYTES) return;
  const row = await sql.get<{ quick_check: string }>('PRAGMA quick_check(1)');
  if (row?.quick_check === 'ok') return;
  const found = (row?.quick_check ?? 'no answer to its check').replace(/\s+/g, ' ').slice(0, 200);
  const cause = Object.assign(new Error(found), { errcode: 11 });
  throw unusable(file, cause);
}

function apply(sql: Sql, { number, name, statements }: Migration, options: MigrateOptions): Promise<void> {
  const { nowMs, textOf = (text) => text } = options;
  return sql.transaction(async () => {
    // Somebody else may have started at the same moment.
    if (await sql.get('SELECT number FROM ledger_format WHERE number = ?', number)) return;
    for (const statement of statements) await sql.run(textOf(statement));
    await sql.run('INSERT INTO ledger_format VALUES (?, ?, ?)', number, name, nowMs);
  });
}
