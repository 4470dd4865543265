import { existsSync, mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeLedger, removeFolder } from './ledger-suite.ts';
import { openSqlite } from './sqlite.ts';
import { type TemporaryLedger, temporaryLedger } from './temporary-ledger.ts';

describeLedger('the ledger on SQLite', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ward-ledger-'));
  return { address: { kind: 'sqlite' }, dataDir, remove: async () => removeFolder(dataDir) };
});

let ledger: TemporaryLedger;
beforeEach(async () => {
  ledger = await temporaryLedger();
});
afterEach(() => ledger.remove());

test('syncs fully, writes ahead, checks references and keeps the file to its owner', async () => {
  const pragma = async (name: string) =>
    Object.values((await ledger.sql.get<object>(`PRAGMA ${name}`)) ?? {})[0];

  expect(await pragma('journal_mode')).toBe('wal');
  expect(await pragma('synchronous')).toBe(2);
  expect(await pragma('foreign_keys')).toBe(1);
  expect(statSync(ledger.file).mode & 0o077).toBe(0);
});

test('a closed ledger leaves one file', async () => {
  await ledger.sql.close();

  expect(existsSync(`${ledger.file}-wal`)).toBe(false);
});

test('a file that is no database is named', () => {
  expect(() => openSqlite('/proc/version')).toThrow(/the ledger \/proc\/version cannot be opened/);
  expect(() => new DatabaseSync('/nowhere/at/all')).toThrow();
});
