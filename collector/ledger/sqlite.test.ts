import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeLedger, removeFolder } from './ledger-suite.ts';
import type { Sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';

describeLedger('the ledger on SQLite', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ward-ledger-'));
  return { address: { kind: 'sqlite' }, dataDir, remove: async () => removeFolder(dataDir) };
});

describe('its file', () => {
  let dataDir: string;
  let file: string;
  let sql: Sql;
  beforeEach(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'ward-ledger-'));
    file = join(dataDir, 'ledger.sqlite');
    sql = openSqlite(file);
  });
  afterEach(async () => {
    await sql.close();
    removeFolder(dataDir);
  });

  test('is synced fully, written ahead and kept to its owner, and references are checked', async () => {
    const pragma = async (name: string) => Object.values((await sql.get<object>(`PRAGMA ${name}`)) ?? {})[0];

    expect(await pragma('journal_mode')).toBe('wal');
    expect(await pragma('synchronous')).toBe(2);
    expect(await pragma('foreign_keys')).toBe(1);
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  test('is the only one once it is closed', async () => {
    await sql.run('CREATE TABLE one (id TEXT)');
    await sql.close();

    expect(existsSync(`${file}-wal`)).toBe(false);
  });
});

test('a file that is no database is named', () => {
  expect(() => openSqlite('/proc/version')).toThrow(/the ledger \/proc\/version cannot be opened/);
  expect(() => new DatabaseSync('/nowhere/at/all')).toThrow();
});
