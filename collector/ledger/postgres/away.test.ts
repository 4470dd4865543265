import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { PostgresAddress } from '#collector/config/ledger-address.ts';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { describeWithPostgres } from '#scripts/servers/postgres-tests.ts';
import { LedgerBusyError, LedgerTakenError, LedgerUnusableError } from '../ledger-errors.ts';
import { holdLedger, openLedger, prepareLedger } from '../open-ledger.ts';
import type { Sql } from '../sql.ts';
import { openPostgres, type PostgresOptions } from './postgres.ts';
import { type CutLine, cutLine } from './test-cut-line.ts';
import { LEDGER_PASSWORD, type LedgerServer, startLedgerServer } from './test-postgres.ts';

/** So that a test need not wait as long as a collector would. */
const SHORT = { statementMs: 500, silenceMs: 500, graceMs: 200, verdictMs: 1_000 };

describeWithPostgres('a PostgreSQL that', () => {
  let authority: CertificateAuthority;
  let ledgers: LedgerServer;
  let folder: string;
  beforeAll(async () => {
    authority = certificateAuthority();
    const { cert, key } = authority.issue({ names: ['localhost'] });
    ledgers = await startLedgerServer({ tls: { certificate: cert, key } });
    folder = mkdtempSync(join(tmpdir(), 'ward-ledger-'));
  });
  afterAll(async () => {
    await ledgers?.stop();
    authority.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  let schemas = 0;
  let address: PostgresAddress;
  let open: { close(): Promise<void> }[];
  beforeEach(async () => {
    address = ledgers.address(`away_${schemas++}`);
    open = [];
    const sql = openPostgres(address);
    await sql.run(`CREATE SCHEMA "${address.schema}"`);
    await sql.run('CREATE TABLE notes (id INTEGER PRIMARY KEY)');
    await sql.close();
  });
  afterEach(async () => {
    for (const each of open) await each.close();
  });

  const opened = (options: PostgresOptions = {}, at = address): Sql => {
    const sql = openPostgres(at, options);
    open.push(sql);
    return sql;
  };
  const notes = async (sql: Sql) =>
    (await sql.all<{ id: number }>('SELECT id FROM notes ORDER BY id')).map(({ id }) => id);

  test('restarts is found again, and what was under way is told', async () => {
    const sql = opened();
    await sql.run('INSERT INTO notes VALUES (1)');
    const begun = Promise.withResolvers<void>();
    const restarted = Promise.withResolvers<void>();
    const cutOff = sql.transaction(async () => {
      await sql.run('INSERT INTO notes VALUES (2)');
      begun.resolve();
      await restarted.promise;
      await sql.run('INSERT INTO notes VALUES (3)');
    });
    cutOff.catch(() => {});

    await begun.promise;
    await ledgers.server.restart();
    restarted.resolve();

    await expect(cutOff).rejects.toThrow(LedgerBusyError);
    await expect.poll(() => sql.run('INSERT INTO notes VALUES (4)').catch(() => 'later')).toBe(1);
    expect(await notes(sql)).toEqual([1, 4]);
  });

  test('hangs keeps nobody waiting: one call until its limit, the others are told at once; then it is found again', async () => {
    const sql = opened({ patience: SHORT });
    await sql.run('INSERT INTO notes VALUES (1)');

    ledgers.server.pause();
    try {
      await expect(sql.run('INSERT INTO notes VALUES (2)')).rejects.toThrow(LedgerBusyError);
      const asked = performance.now();
      await expect(sql.get('SELECT 1 AS one')).rejects.toThrow(/the ledger is not reached/);
      await Promise.allSettled(Array.from({ length: 500 }, () => sql.run('INSERT INTO notes VALUES (3)')));
      // Many seconds each, if every one of them waited.
      expect(performance.now() - asked).toBeLessThan(60_000);
    } finally {
      ledgers.server.resume();
    }

    await expect.poll(() => sql.run('INSERT INTO notes VALUES (4)').catch(() => 'later')).toBe(1);
    expect((await notes(sql)).filter((id) => id !== 2)).toEqual([1, 4]);
  });

  describe('is cut off while it writes', () => {
    let line: CutLine;
    let sql: Sql;
    beforeEach(async () => {
      line = await cutLine(ledgers.server.port);
      open.push(line);
      sql = opened({}, { ...address, port: line.port });
      await sql.run('INSERT INTO notes VALUES (1)');
    });
    /** Once; the line is whole afterwards. */
    const cutAt = (word: string, fate: 'pass and cut' | 'cut') => {
      line.onSent = (text) => {
        if (!text.includes(word)) return 'pass';
        line.onSent = () => 'pass';
        return fate;
      };
    };

    test('and had written: the server is asked, and it counts', async () => {
      cutAt('COMMIT', 'pass and cut');
      expect(await sql.run('INSERT INTO notes VALUES (2)')).toBe(1);

      cutAt('COMMIT', 'pass and cut');
      expect(await sql.transaction(() => sql.run('INSERT INTO notes VALUES (3)'))).toBe(1);
      expect(await notes(sql)).toEqual([1, 2, 3]);
    });

    test('and had not: the server is asked, and it is told', async () => {
      cutAt('COMMIT', 'cut');

      await expect(sql.run('INSERT INTO notes VALUES (2)')).rejects.toThrow(LedgerBusyError);
      expect(await notes(sql)).toEqual([1]);
    });

    test('and stays away: nobody can tell, and what turns out to be written is told then', async () => {
      const stray = Promise.withResolvers<Error>();
      const own = opened({ patience: SHORT, onStray: stray.resolve }, { ...address, port: line.port });
      await own.run('INSERT INTO notes VALUES (2)');
      let isAway = false;
      line.onSent = (text) => {
        if (isAway) return 'cut';
        isAway = text.includes('COMMIT');
        return isAway ? 'pass and cut' : 'pass';
      };

      await expect(own.run('INSERT INTO notes VALUES (3)')).rejects.toThrow(/nobody knows whether it did/);
      line.onSent = () => 'pass';

      await expect.poll(() => notes(own).catch(() => [])).toEqual([1, 2, 3]);
      expect((await stray.promise).message).toBe('the ledger has what was reported as not written');
    });

    test('before it has begun: it begins again', async () => {
      cutAt('BEGIN', 'cut');
      expect(await sql.run('INSERT INTO notes VALUES (2)')).toBe(1);

      cutAt('SELECT id', 'cut');
      expect(await notes(sql)).toEqual([1, 2]);
    });
  });

  describe('has a collector', () => {
    const hold = async (lost: (error: Error) => void = () => {}) => {
      const made = await holdLedger(address, 'collector', lost);
      open.push(made);
      return made;
    };

    test('refuses a second one in a sentence that says who has it, and lets it in once the first has ended', async () => {
      const first = await hold();

      const refused = await hold().catch((error: Error) => error);
      expect(refused).toBeInstanceOf(LedgerTakenError);
      expect((refused as Error).message).toMatch(
        new RegExp(`is held by "ward [0-9a-f]{8} collector ${process.pid}@.*127.0.0.1.*: stop that one`),
      );

      await first.close();
      expect((await hold()).number).toBe((first.number ?? 0) + 1);
    });

    test('takes it again when its connection was lost, and goes on writing', async () => {
      const { number } = await hold((error) => lost.push(error));
      const lost: Error[] = [];
      const sql = openLedger(address, '', number);
      open.push(sql);

      const holders = async () =>
        (await ledgers.server.run("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND granted")).map(
          ({ pid }) => pid,
        );
      const [before] = await holders();
      await ledgers.server.run(`SELECT pg_terminate_backend(${before})`);

      await expect.poll(async () => (await holders()).filter((pid) => pid !== before)).toHaveLength(1);
      await expect(holdLedger(address, 'other', () => {})).rejects.toThrow(LedgerTakenError);
      expect(await sql.run('INSERT INTO notes VALUES (1)')).toBe(1);
      expect(lost).toEqual([]);
    });

    test('writes nothing any more once another has taken over, and is told', async () => {
      const lost = Promise.withResolvers<Error>();
      const { number } = await hold((error) => lost.resolve(error));
      const sql = openLedger(address, '', number);
      open.push(sql);
      await sql.run('INSERT INTO notes VALUES (1)');

      // As after a cut of many minutes: the server has given the first one up, and another has come.
      await ledgers.server.run(`UPDATE ${address.schema}.ledger_holder SET number = number + 1`, {
        database: 'ward',
      });

      await expect(sql.run('INSERT INTO notes VALUES (2)')).rejects.toThrow(LedgerTakenError);
      await expect(sql.transaction(() => sql.run('INSERT INTO notes VALUES (3)'))).rejects.toThrow(
        /another collector has taken the ledger over/,
      );
      expect(await notes(sql)).toEqual([1]);
      expect(await lost.promise).toBeInstanceOf(LedgerTakenError);
    });
  });

  describe('cannot be worked with says so in one sentence:', () => {
    const failure = async (change: Partial<PostgresAddress>): Promise<string> => {
      const error = await prepareLedger({ ...address, ...change }, folder, 1).catch((error) => error);
      expect(error).toBeInstanceOf(LedgerUnusableError);
      return error.message;
    };

    test.each<[string, Partial<PostgresAddress>, RegExp]>([
      ['a wrong password', { secret: 'wrong' }, /password authentication failed.*correct user and password/],
      ['no such database', { database: 'none' }, /database "none" does not exist.*make the database/],
      ['nobody listens', { port: 1 }, /ECONNREFUSED.*start it, or correct the setting "ledger"/],
      ['no such file', { secretFile: '/no/file' }, /ENOENT.*correct "secretFile"/],
      ['a certificate of nobody', { tls: 'verified' }, /certificate.*"caFile"/],
    ])('%s', async (_what, change, sentence) => {
      const message = await failure(change);

      expect(message).toMatch(
        /^the ledger postgres:\/\/ward@127\.0\.0\.1:\d+\/\w+\?schema=away_\d+ cannot be opened/,
      );
      expect(message).toMatch(sentence);
      expect(message).not.toContain(LEDGER_PASSWORD);
    });

    test('another encoding', async () => {
      await ledgers.server.run(
        "CREATE DATABASE old TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C' OWNER ward",
      );

      expect(await failure({ database: 'old' })).toMatch(
        /its encoding is LATIN1, make a database with ENCODING 'UTF8'/,
      );
    });

    test('an account that may make nothing there', async () => {
      await ledgers.server.run("CREATE ROLE guest LOGIN PASSWORD 'guest'");

      expect(await failure({ user: 'guest', secret: 'guest', schema: 'theirs' })).toMatch(
        /permission denied.*give the account the right/,
      );
    });
  });

  test('does not sync is used, with a warning', async () => {
    const { warnings } = await prepareLedger({ ...address, schema: 'warned' }, folder, 1);

    expect(warnings).toEqual([
      'fsync is off: a power cut may damage the ledger',
      'full_page_writes is off: a power cut may damage the ledger',
    ]);
    expect(await opened().get("SELECT current_setting('synchronous_commit') AS commit")).toEqual({
      commit: 'on',
    });
  });

  test('speaks TLS is spoken to in it, with a certificate that holds where that is asked for', async () => {
    const caFile = join(folder, 'ca.pem');
    writeFileSync(caFile, authority.ca);
    const secretFile = join(folder, 'secret');
    writeFileSync(secretFile, `${LEDGER_PASSWORD}\n`);
    const isEncrypted = (change: Partial<PostgresAddress>) =>
      opened({}, { ...address, ...change }).get('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()');

    expect(await isEncrypted({})).toEqual({ ssl: 0 });
    expect(await isEncrypted({ tls: 'required' })).toEqual({ ssl: 1 });
    const verified = { tls: 'verified', caFile, host: 'localhost', secret: '', secretFile } as const;
    expect(await isEncrypted(verified)).toEqual({ ssl: 1 });
    await expect(isEncrypted({ ...verified, host: '127.0.0.1' })).rejects.toThrow(LedgerUnusableError);
  });
});
