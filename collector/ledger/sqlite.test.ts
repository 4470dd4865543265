import { existsSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSqlite } from './sqlite.ts';
import { type TemporaryLedger, temporaryLedger } from './temporary-ledger.ts';

let ledger: TemporaryLedger;
beforeEach(async () => {
  ledger = await temporaryLedger();
  await ledger.sql.run('CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL)');
  await ledger.sql.run("INSERT INTO counters VALUES ('a', 0)");
});
afterEach(() => ledger.remove());

const value = async () =>
  (await ledger.sql.get<{ value: number }>("SELECT value FROM counters WHERE name = 'a'"))?.value;

/** Reads, gives way, writes: loses counts when two of these interleave. */
async function increment(): Promise<void> {
  await ledger.sql.transaction(async (sql) => {
    const row = await sql.get<{ value: number }>("SELECT value FROM counters WHERE name = 'a'");
    await new Promise((resolve) => setImmediate(resolve));
    await sql.run("UPDATE counters SET value = ? WHERE name = 'a'", (row?.value ?? 0) + 1);
  });
}

test('concurrent transactions of one connection never interleave', async () => {
  await Promise.all(Array.from({ length: 50 }, increment));

  expect(await value()).toBe(50);
});

test('a call from outside waits for the transaction and does not fall into it', async () => {
  const failing = ledger.sql.transaction(async (sql) => {
    await sql.run("UPDATE counters SET value = 7 WHERE name = 'a'");
    await new Promise((resolve) => setImmediate(resolve));
    throw new Error('changed my mind');
  });
  const outside = ledger.sql.run("UPDATE counters SET value = value + 1 WHERE name = 'a'");

  await expect(failing).rejects.toThrow('changed my mind');
  await outside;
  expect(await value()).toBe(1);
});

test('a nested transaction joins the outer one, also through the connection itself', async () => {
  const outer = ledger.sql.transaction(async () => {
    await ledger.sql.transaction(async (sql) => {
      await sql.run("UPDATE counters SET value = 5 WHERE name = 'a'");
    });
    await ledger.sql.run("INSERT INTO counters VALUES ('b', 1)");
    throw new Error('all of it goes');
  });

  await expect(outer).rejects.toThrow('all of it goes');
  expect(await ledger.sql.all('SELECT * FROM counters')).toEqual([{ name: 'a', value: 0 }]);
});

test('what a transaction left behind it does not run inside a later one', async () => {
  let late: Promise<unknown> = Promise.resolve();
  await ledger.sql.transaction(async () => {
    late = new Promise((resolve) => setImmediate(resolve)).then(() =>
      ledger.sql.run("INSERT INTO counters VALUES ('late', 1)"),
    );
  });
  const failing = ledger.sql.transaction(async () => {
    await new Promise((resolve) => setTimeout(resolve, 20));
    throw new Error('rolled back');
  });

  await expect(failing).rejects.toThrow('rolled back');
  await late;
  expect(await ledger.sql.get("SELECT value FROM counters WHERE name = 'late'")).toEqual({ value: 1 });
});

test('two connections of one thread take turns instead of blocking each other for ever', async () => {
  const other = openSqlite(ledger.file);
  const first = ledger.sql.transaction(async (sql) => {
    await sql.run("UPDATE counters SET value = value + 1 WHERE name = 'a'");
    await new Promise((resolve) => setTimeout(resolve, 120));
  });
  const second = other.run("UPDATE counters SET value = value + 1 WHERE name = 'a'");

  await Promise.all([first, second]);
  await other.close();
  expect(await value()).toBe(2);
});

test('several threads write through connections of their own', async () => {
  const source = `
    const { workerData } = require('node:worker_threads');
    import(workerData.module).then(async ({ openSqlite }) => {
      const sql = openSqlite(workerData.file);
      for (let i = 0; i < 20; i++) {
        await sql.transaction(async () => {
          const row = await sql.get("SELECT value FROM counters WHERE name = 'a'");
          await sql.run("UPDATE counters SET value = ? WHERE name = 'a'", row.value + 1);
        });
      }
      await sql.close();
    });`;
  const workerData = { module: new URL('./sqlite.ts', import.meta.url).href, file: ledger.file };
  const threads = [1, 2, 3].map(() => new Worker(source, { eval: true, workerData }));

  await Promise.all(threads.map((thread) => new Promise((resolve) => thread.once('exit', resolve))));
  expect(await value()).toBe(60);
});

test('syncs fully, writes ahead, checks references and keeps the file to its owner', async () => {
  const pragma = async (name: string) =>
    Object.values((await ledger.sql.get<object>(`PRAGMA ${name}`)) ?? {})[0];

  expect(await pragma('journal_mode')).toBe('wal');
  expect(await pragma('synchronous')).toBe(2);
  expect(await pragma('foreign_keys')).toBe(1);
  expect(statSync(ledger.file).mode & 0o077).toBe(0);
});

test('closing twice is safe, and a closed ledger says so', async () => {
  await ledger.sql.close();
  await ledger.sql.close();

  await expect(ledger.sql.get('SELECT 1')).rejects.toThrow('the ledger is closed');
  expect(existsSync(`${ledger.file}-wal`)).toBe(false);
});

test('a file that is no database is named', () => {
  expect(() => openSqlite('/proc/version')).toThrow(/the ledger \/proc\/version cannot be opened/);
  expect(() => new DatabaseSync('/nowhere/at/all')).toThrow();
});
