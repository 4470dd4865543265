import { existsSync, statSync } from 'node:fs';
import { NewerLedgerError } from './ledger-errors.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import { snapshotSqlite } from './snapshot-ledger.ts';
import type { Sql } from './sql.ts';
import { explained, openSqlite, unusable } from './sqlite.ts';

/** Read in half a second, about. */
const CHECKED_BYTES = 256 * 1024 * 1024;

/** What bringing a ledger up to date did. */
export interface Migrated {
  /** Numbers of the migrations that were applied now, ascending. */
  applied: number[];
  /** Copy of the file as it was before, when there was something to copy. */
  backup: string | undefined;
}

/**
 * Creates the ledger or brings it to the format of this program, one transaction per migration. An existing ledger
 * is copied to `<file>.before-<number>-<time>` first. Run it once, before any thread opens the file.
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
    await sql.run(
      'CREATE TABLE IF NOT EXISTS ledger_format (number INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at_ms BIGINT NOT NULL)',
    );
    const present = (await sql.all<{ number: number }>('SELECT number FROM ledger_format')).map(
      (row) => row.number,
    );
    const newest = Math.max(0, ...migrations.map((migration) => migration.number));
    const unknown = present.find((number) => !migrations.some((migration) => migration.number === number));
    if (unknown !== undefined) throw new NewerLedgerError(file, Math.max(...present), newest);

    const pending = migrations.filter((migration) => !present.includes(migration.number));
    if (pending.length === 0) return { applied: [], backup: undefined };
    const copy = isNew || present.length === 0 ? undefined : await backUp(file, pending[0].number, nowMs);
    for (const migration of pending) await apply(sql, migration, nowMs);
    return { applied: pending.map((migration) => migration.number), backup: copy };
  } catch (error) {
    throw explained(file, error);
  } finally {
    await sql.close();
  }
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

function apply(sql: Sql, migration: Migration, nowMs: number): Promise<void> {
  return sql.transaction(async () => {
    for (const statement of migration.statements) await sql.run(statement);
    await sql.run('INSERT INTO ledger_format VALUES (?, ?, ?)', migration.number, migration.name, nowMs);
  });
}

async function backUp(file: string, number: number, nowMs: number): Promise<string> {
  const time = new Date(nowMs).toISOString().replace(/[:.]/g, '-');
  const copy = `${file}.before-${number}-${time}`;
  // What stands there under this name is a copy that was cut short.
  await snapshotSqlite(file, copy);
  return copy;
}
