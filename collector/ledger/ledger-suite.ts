import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { LedgerAddress } from '#collector/config/ledger-address.ts';
import { copyLedger, countLedger } from './copy-ledger.ts';
import { NewerLedgerError } from './ledger-errors.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import { openLedger, prepareLedger } from './open-ledger.ts';
import { snapshotLedger } from './snapshot-ledger.ts';
import type { Sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';

/** Where an empty ledger can be made. */
export interface LedgerPlace {
  address: LedgerAddress;
  dataDir: string;
  remove(): Promise<void>;
}

const FIRST: Migration = { number: 1, name: 'one', statements: ['CREATE TABLE one (id TEXT PRIMARY KEY)'] };
const SECOND: Migration = {
  number: 2,
  name: 'two',
  statements: ["INSERT INTO one VALUES ('x')", 'CREATE TABLE two (id TEXT PRIMARY KEY)'],
};

/** What every ledger promises. */
export function describeLedger(name: string, makePlace: () => Promise<LedgerPlace>): void {
  describe(name, () => {
    let place: LedgerPlace;
    let open: Sql[];
    beforeEach(async () => {
      place = await makePlace();
      open = [];
    });
    afterEach(async () => {
      for (const sql of open) await sql.close();
      await place.remove();
    });
    const opened = () => {
      const sql = openLedger(place.address, place.dataDir);
      open.push(sql);
      return sql;
    };
    const prepared = (nowMs: number, migrations?: readonly Migration[]) =>
      prepareLedger(place.address, place.dataDir, nowMs, migrations);

    describe('as a connection', () => {
      let sql: Sql;
      beforeEach(async () => {
        await prepared(1, [
          {
            number: 1,
            name: 'counters',
            statements: [
              'CREATE TABLE counters (name TEXT PRIMARY KEY, value BIGINT NOT NULL)',
              `CREATE TABLE kinds (
                 id INTEGER PRIMARY KEY, text TEXT, whole BIGINT, broken DOUBLE PRECISION, bytes BYTEA
               )`,
              "INSERT INTO counters VALUES ('a', 0)",
            ],
          },
        ]);
        sql = opened();
      });

      const value = async () =>
        (await sql.get<{ value: number }>("SELECT value FROM counters WHERE name = 'a'"))?.value;

      /** Reads, gives way, writes: loses counts when two of these interleave. */
      const increment = (on: Sql) =>
        on.transaction(async () => {
          const row = await on.get<{ value: number }>("SELECT value FROM counters WHERE name = 'a'");
          await new Promise((resolve) => setImmediate(resolve));
          await on.run("UPDATE counters SET value = ? WHERE name = 'a'", (row?.value ?? 0) + 1);
        });

      test('concurrent transactions of one connection never interleave', async () => {
        await Promise.all(Array.from({ length: 50 }, () => increment(sql)));

        expect(await value()).toBe(50);
      });

      test('transactions and single statements of several connections never interleave', async () => {
        const others = [sql, opened(), opened()];
        const steps = others.flatMap((each) =>
          Array.from({ length: 10 }, (_, turn) =>
            turn % 2 === 0
              ? increment(each)
              : each.run("UPDATE counters SET value = value + 1 WHERE name = 'a'"),
          ),
        );

        await Promise.all(steps);

        expect(await value()).toBe(30);
      });

      test('a call from outside waits for the transaction and does not fall into it', async () => {
        const failing = sql.transaction(async (sql) => {
          await sql.run("UPDATE counters SET value = 7 WHERE name = 'a'");
          await new Promise((resolve) => setImmediate(resolve));
          throw new Error('changed my mind');
        });
        const outside = sql.run("UPDATE counters SET value = value + 1 WHERE name = 'a'");

        await expect(failing).rejects.toThrow('changed my mind');
        await outside;
        expect(await value()).toBe(1);
      });

      test('a nested transaction joins the outer one, also through the connection itself', async () => {
        const outer = sql.transaction(async () => {
          await sql.transaction(async (sql) => {
            await sql.run("UPDATE counters SET value = 5 WHERE name = 'a'");
          });
          await sql.run("INSERT INTO counters VALUES ('b', 1)");
          throw new Error('all of it goes');
        });

        await expect(outer).rejects.toThrow('all of it goes');
        expect(await sql.all('SELECT * FROM counters')).toEqual([{ name: 'a', value: 0 }]);
      });

      test('what a transaction left behind it does not run inside a later one', async () => {
        let late: Promise<unknown> = Promise.resolve();
        const over = Promise.withResolvers<void>();
        await sql.transaction(async () => {
          late = over.promise.then(() => sql.run("INSERT INTO counters VALUES ('late', 1)"));
        });
        const failing = sql.transaction(async () => {
          over.resolve();
          await new Promise((resolve) => setTimeout(resolve, 20));
          throw new Error('rolled back');
        });

        await expect(failing).rejects.toThrow('rolled back');
        await late;
        expect(await sql.get("SELECT value FROM counters WHERE name = 'late'")).toEqual({ value: 1 });
      });

      test('what a transaction began and did not wait for is part of it', async () => {
        await sql.transaction(async () => {
          void sql.run("UPDATE counters SET value = 3 WHERE name = 'a'");
        });

        expect(await value()).toBe(3);
      });

      test('two connections of one thread take turns instead of blocking each other for ever', async () => {
        const other = opened();
        const begun = Promise.withResolvers<void>();
        const first = sql.transaction(async (sql) => {
          await sql.run("UPDATE counters SET value = value + 1 WHERE name = 'a'");
          begun.resolve();
          await new Promise((resolve) => setTimeout(resolve, 120));
        });
        await begun.promise;
        const second = other.run("UPDATE counters SET value = value + 1 WHERE name = 'a'");

        await Promise.all([first, second]);
        expect(await value()).toBe(2);
      });

      test('several threads write through connections of their own', async () => {
        const source = `
          const { workerData } = require('node:worker_threads');
          import(workerData.module).then(async ({ openLedger }) => {
            const sql = openLedger(workerData.address, workerData.dataDir);
            for (let i = 0; i < 20; i++) {
              await sql.transaction(async () => {
                const row = await sql.get("SELECT value FROM counters WHERE name = 'a'");
                await sql.run("UPDATE counters SET value = ? WHERE name = 'a'", row.value + 1);
              });
            }
            await sql.close();
          });`;
        const { address, dataDir } = place;
        const workerData = { module: new URL('./open-ledger.ts', import.meta.url).href, address, dataDir };
        const threads = [1, 2, 3].map(() => new Worker(source, { eval: true, workerData }));

        await Promise.all(threads.map((thread) => new Promise((resolve) => thread.once('exit', resolve))));
        expect(await value()).toBe(60);
      });

      test('a snapshot reads one moment while others write', async () => {
        const other = opened();

        const seen = await sql.snapshot(async () => {
          const before = await sql.all('SELECT * FROM counters');
          await other.run("UPDATE counters SET value = 9 WHERE name = 'a'");
          return [before, await sql.all('SELECT * FROM counters')];
        });

        expect(seen).toEqual([[{ name: 'a', value: 0 }], [{ name: 'a', value: 0 }]]);
        expect(await value()).toBe(9);
      });

      test('numbers, text, bytes and nothing come back as they were', async () => {
        const rows = [
          {
            text: "it's ? and $1",
            whole: Number.MAX_SAFE_INTEGER,
            broken: 0.1,
            bytes: new Uint8Array([0, 255]),
          },
          { text: '守望 \u{1F512}\0 and \u{10FFFF}0', whole: -5, broken: -1e300, bytes: new Uint8Array() },
          { text: '', whole: 0, broken: 5e-324, bytes: new Uint8Array(70_000).fill(7) },
          { text: null, whole: null, broken: Number.POSITIVE_INFINITY, bytes: null },
        ];
        for (const [id, { text, whole, broken, bytes }] of rows.entries())
          await sql.run('INSERT INTO kinds VALUES (?, ?, ?, ?, ?)', id, text, whole, broken, bytes);
        await sql.run('INSERT INTO kinds (id, broken) VALUES (9, ?)', Number.NaN);

        const read = await sql.all('SELECT text, whole, broken, bytes FROM kinds WHERE id < 9 ORDER BY id');
        expect(read).toEqual(rows);
        expect(await sql.get('SELECT broken FROM kinds WHERE id = 9')).toEqual({ broken: null });
        expect(await sql.get('SELECT id FROM kinds WHERE text = ?', rows[1].text)).toEqual({ id: 1 });
      });

      test('what is counted, summed and compared are numbers, and changes are counted', async () => {
        for (const [id, text] of ['b', 'B', 'a', 'ä', 'Z', '_'].entries())
          await sql.run('INSERT INTO kinds (id, text, whole) VALUES (?, ?, ?)', id, text, id * 1_000_000);

        expect(
          await sql.get('SELECT COUNT(*) AS n, SUM(whole) AS s, MAX(whole) > 3 AS m FROM kinds'),
        ).toEqual({ n: 6, s: 15_000_000, m: 1 });
        expect(await sql.run('UPDATE kinds SET whole = whole / 2 WHERE id < ?', 4)).toBe(4);
        expect(await sql.run('DELETE FROM kinds WHERE id = 77')).toBe(0);
        expect(await sql.get('DELETE FROM kinds WHERE id = 5 RETURNING text')).toEqual({ text: '_' });
        expect(await sql.get("SELECT '?' AS mark, id FROM kinds WHERE text = ?", 'a')).toEqual({
          mark: '?',
          id: 2,
        });
      });

      test('times, fractions and infinity go together with whole numbers', async () => {
        for (const id of [1, 2, 3]) await sql.run('INSERT INTO kinds (id, whole) VALUES (?, ?)', id, id * 10);

        const above = (limit: number) => sql.all('SELECT id FROM kinds WHERE whole > ? ORDER BY id', limit);
        expect(await above(19.5)).toEqual([{ id: 2 }, { id: 3 }]);
        expect(await above(Number.NEGATIVE_INFINITY)).toHaveLength(3);
        expect(await above(Number.POSITIVE_INFINITY)).toEqual([]);
        expect(await above(1e300)).toEqual([]);
        expect(await sql.run('UPDATE kinds SET whole = ? WHERE id = 1', 0.4)).toBe(1);
        expect(
          await sql.get('SELECT ? + id AS later FROM kinds WHERE id = 1 AND id < ?', 1e12, 1e12 / 2),
        ).toEqual({
          later: 1e12 + 1,
        });
      });

      test('text is ordered byte by byte, whatever the language of the server', async () => {
        for (const [id, text] of ['b', 'B', 'a', 'ä', 'Z', '_', 'a b', 'ab', '守'].entries())
          await sql.run('INSERT INTO kinds (id, text) VALUES (?, ?)', id, text);

        const rows = await sql.all<{ text: string }>('SELECT text FROM kinds ORDER BY text');
        expect(rows.map(({ text }) => text)).toEqual(['B', 'Z', '_', 'a', 'a b', 'ab', 'b', 'ä', '守']);
        expect(await sql.get('SELECT MAX(text) AS most FROM kinds')).toEqual({ most: '守' });
        const lower = await sql.all<{ text: string }>("SELECT text FROM kinds WHERE LOWER(text) LIKE '%b%'");
        expect(lower).toHaveLength(4);
      });

      test('a number beyond what is exact is an error, and not another number', async () => {
        await sql.run('INSERT INTO kinds (id, whole) VALUES (1, 9007199254740993)');

        await expect(sql.get('SELECT whole FROM kinds')).rejects.toThrow(/9007199254740993|too large/);
        expect(await value()).toBe(0);
      });

      test('a row that is there already is refused, and the transaction with it', async () => {
        const twice = sql.transaction(async () => {
          await sql.run("INSERT INTO counters VALUES ('b', 1)");
          await sql.run("INSERT INTO counters VALUES ('a', 1)");
        });

        await expect(twice).rejects.toThrow(/unique/i);
        expect(await sql.all('SELECT name FROM counters')).toEqual([{ name: 'a' }]);
        expect(await sql.run("INSERT INTO counters VALUES ('a', 1) ON CONFLICT (name) DO NOTHING")).toBe(0);
      });

      test('closing twice is safe, what was asked before is done, and a closed ledger says so', async () => {
        const last = sql.run("UPDATE counters SET value = 4 WHERE name = 'a'");
        await sql.close();
        await sql.close();

        expect(await last).toBe(1);
        await expect(sql.get('SELECT 1')).rejects.toThrow('the ledger is closed');
      });
    });

    describe('as a format', () => {
      test('a new ledger gets every migration and no backup; the second start changes nothing', async () => {
        const made = await prepared(5);
        const again = await prepared(6);

        expect(made.applied).toEqual(MIGRATIONS.map((migration) => migration.number));
        expect(made.backup).toBeUndefined();
        expect(again).toMatchObject({ applied: [], backup: undefined });
      });

      test('two starts at the same moment apply each migration once', async () => {
        await prepared(5, [FIRST]);

        const both = await Promise.allSettled([prepared(6, [FIRST, SECOND]), prepared(7, [FIRST, SECOND])]);

        expect(both.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
        expect(await opened().all('SELECT * FROM one')).toEqual([{ id: 'x' }]);
      });

      test('an older ledger is copied before it is changed, and the copy can be opened', async () => {
        await prepared(1, [FIRST]);

        const { applied, backup = '' } = await prepared(Date.UTC(2030, 0, 2), [FIRST, SECOND]);

        expect(applied).toEqual([2]);
        expect(backup).toContain('before-2-2030-01-02T00-00-00-000Z');
        const copy = openSqlite(backup);
        open.push(copy);
        expect(await copy.all('SELECT * FROM one')).toEqual([]);
        expect(await copy.all('SELECT number FROM ledger_format')).toEqual([{ number: 1 }]);
        expect(await opened().all('SELECT * FROM one')).toEqual([{ id: 'x' }]);
      });

      test('a migration that fails changes nothing and is tried again at the next start', async () => {
        await prepared(1, [FIRST]);
        const broken = { ...SECOND, statements: [SECOND.statements[0], 'CREATE TABLE one (id TEXT)'] };

        await expect(prepared(2, [FIRST, broken])).rejects.toThrow('already exists');

        expect(await opened().all('SELECT * FROM one')).toEqual([]);
        expect((await prepared(3, [FIRST, SECOND])).applied).toEqual([2]);
      });

      test('a ledger of a newer format is refused with one sentence and left as it is', async () => {
        await prepared(1, [FIRST, SECOND]);

        const refused = prepared(2, [FIRST]);

        await expect(refused).rejects.toThrow(NewerLedgerError);
        await expect(refused).rejects.toThrow(
          /has format 2, this program knows formats up to 1: start the newer program/,
        );
        expect(await opened().all('SELECT id FROM two')).toEqual([]);
      });
    });

    describe('as a whole', () => {
      beforeEach(async () => {
        await prepared(1);
        const sql = opened();
        await sql.transaction(async () => {
          await sql.run("INSERT INTO organisations VALUES ('o1', '疾控', 'Asia/Shanghai', 'zh-CN', 1)");
          for (let at = 0; at < 1_000; at++) {
            const name = `s${(at * 7) % 1_000}`;
            await sql.run('INSERT INTO settings VALUES (?, ?, ?)', name, `{"at":${at}}`, at);
          }
          await sql.run("INSERT INTO judging_pages VALUES ('t1', '{}', ?)", new Uint8Array([1, 2, 3]));
        });
      });

      test('a copy has every row, and says so', async () => {
        const file = join(place.dataDir, 'copy.sqlite');
        await snapshotLedger(place.address, place.dataDir, file);
        const copy = openSqlite(file);
        open.push(copy);

        expect(await countLedger(copy)).toEqual(await countLedger(opened()));
        expect(await copy.all("SELECT name, value FROM settings WHERE name = 's7'")).toEqual([
          { name: 's7', value: '{"at":1}' },
        ]);
      });

      test('a copy comes back into an empty ledger, and into no other', async () => {
        const file = join(place.dataDir, 'copy.sqlite');
        await snapshotLedger(place.address, place.dataDir, file);
        const from = openSqlite(file);
        const elsewhere = await makePlace();
        await prepareLedger(elsewhere.address, elsewhere.dataDir, 2);
        const to = openLedger(elsewhere.address, elsewhere.dataDir);
        try {
          const copied = await copyLedger(from, to);

          expect(copied).toMatchObject({ rows: 1_002, rounded: 0 });
          expect(copied.tables).toEqual(await countLedger(to));
          await expect(copyLedger(from, to)).rejects.toThrow(/is in use, organisations has rows/);
        } finally {
          for (const sql of [from, to]) await sql.close();
          await elsewhere.remove();
        }
      });
    });
  });
}

/** Removes a folder of a place. */
export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
