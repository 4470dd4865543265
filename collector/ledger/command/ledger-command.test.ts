import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { Audit } from '#collector/audit/audit.ts';
import { lockDataDirectory } from '#collector/journal/data-lock.ts';
import { openSeal } from '#collector/people/seal.ts';
import { describeWithPostgres } from '#scripts/servers/postgres-tests.ts';
import { countLedger } from '../copy-ledger.ts';
import { checkPlace } from '../ledger-place.ts';
import { holdLedger, ledgerFile, openLedger, prepareLedger } from '../open-ledger.ts';
import { LEDGER_PASSWORD, type LedgerServer, startLedgerServer } from '../postgres/test-postgres.ts';
import { openSqlite } from '../sqlite.ts';
import { runLedgerCommand } from './ledger-command.ts';

describeWithPostgres('npm run ledger', () => {
  let ledgers: LedgerServer;
  beforeAll(async () => {
    ledgers = await startLedgerServer();
  });
  afterAll(() => ledgers?.stop());

  let data: string;
  let schema: string;
  let tests = 0;
  beforeEach(async () => {
    data = mkdtempSync(join(tmpdir(), 'ward-ledger-'));
    schema = `command_${tests++}`;
    await prepareLedger({ kind: 'sqlite' }, data, 1);
    const sql = openSqlite(ledgerFile(data));
    const audit = new Audit(sql, openSeal(join(data, 'seal.key')).derive('audit'), () => 5);
    for (let number = 0; number < 30; number++) {
      const deed = { action: 'target.change', object: `target:${number}`, organisation: null };
      // What somebody typed who tries names, among them some that PostgreSQL would not take.
      await audit.write(
        { who: number % 2 ? '张三' : 'root\0', address: '10.0.0.1' },
        { ...deed, after: { number } },
      );
    }
    await sql.run("INSERT INTO evidence VALUES (7, 't', ?, 12.5, 3, '{}')", 's'.repeat(9_000));
    await sql.close();
  });
  afterEach(() => rmSync(data, { recursive: true, force: true }));

  const run = async (...argv: string[]) => {
    const lines: string[] = [];
    const code = await runLedgerCommand(argv, {
      print: (text) => lines.push(text),
      complain: (text) => lines.push(`! ${text}`),
      nowMs: () => 9,
    });
    return { code, text: lines.join('\n') };
  };

  test('copy moves everything to PostgreSQL and back again, and the chain of the audit stays intact', async () => {
    const to = ledgers.url(schema);
    const there = await run('copy', '--from', 'sqlite', '--to', to, '--data', data);
    const file = join(data, 'back.sqlite');
    const back = await run('copy', '--from', to, '--to', `sqlite:${file}`, '--data', data);

    expect(there.text).toMatch(
      /31 rows in 2 tables, each read back and the same\n1 numbers had a fraction.*\nthe chain of the audit is intact: 30 entries\nnow set ledger:/,
    );
    expect([there.code, back.code]).toEqual([0, 0]);
    expect(`${there.text}${back.text}`).not.toContain(encodeURIComponent(LEDGER_PASSWORD));
    const [moved, again] = [openLedger(ledgers.address(schema), data), openSqlite(file)];
    expect(await countLedger(moved)).toEqual(await countLedger(again));
    expect(await moved.get('SELECT who FROM audit WHERE number = 1')).toEqual({ who: 'root\0' });
    for (const sql of [moved, again]) await sql.close();
    // The one that was moved away is not worked with by mistake.
    expect(() => checkPlace(data, { kind: 'sqlite' })).toThrow(
      /works with the ledger postgres:\/\/ward@.*, and the setting "ledger" names sqlite: correct the setting/,
    );
    expect(() => checkPlace(data, ledgers.address(schema))).not.toThrow();
  });

  test('copy changes nothing that is in use', async () => {
    const to = ledgers.url(schema);
    await run('copy', '--to', to, '--data', data);

    expect(
      await run('copy', '--from', `sqlite:${ledgerFile(data)}`, '--to', to, '--data', data),
    ).toMatchObject({
      code: 1,
      text: expect.stringMatching(
        /! the ledger to copy to is in use, audit has rows: name an empty database/,
      ),
    });
    const hold = await holdLedger(ledgers.address(schema), 'collector', () => {});
    expect((await run('check', '--from', to, '--data', data)).text).toMatch(
      /! the ledger .* is held by "ward/,
    );
    await hold.close();
    const lock = lockDataDirectory(data);
    expect((await run('check', '--data', data)).text).toMatch(/! the data directory .* is in use by process/);
    lock.release();
  });

  test('check counts, and finds what is wrong', async () => {
    const config = join(data, 'collector.yaml');
    const to = ledgers.url(schema);
    await run('copy', '--to', to, '--data', data);
    writeFileSync(config, `data: ${data}\nledger: "${to}"\n`);

    const well = await run('check', '--config', config);
    expect(well).toMatchObject({
      code: 0,
      text: expect.stringMatching(/30 {2}audit\n[\s\S]*nothing is wrong with it$/),
    });

    await ledgers.server.run(`UPDATE ${schema}.audit SET who = 'nobody' WHERE number = 12`, {
      database: 'ward',
    });
    expect(await run('check', '--config', config)).toMatchObject({
      code: 1,
      text: expect.stringMatching(/! entry 12 of the audit is not what was written/),
    });

    const database = new DatabaseSync(ledgerFile(data));
    database.exec("PRAGMA foreign_keys = OFF; INSERT INTO memberships VALUES ('p', 'o', 'viewer')");
    database.close();
    expect((await run('check', '--from', 'sqlite', '--data', data)).text).toMatch(
      /! a row of memberships refers to no persons/,
    );
  });

  test.each([
    [[], /^usage: npm run ledger/],
    [['copy', '--data', 'DATA'], /! --to: is missing/],
    [
      ['copy', '--to', 'mysql://u:geheim@h/d', '--data', 'DATA'],
      /! --to: allowed is "sqlite:FILE", "sqlite" or "postgres:[\s\S]*found "mysql:\/\/u:…@h\/d"/,
    ],
    [['check', '--form', 'sqlite'], /there is no such option. Did you mean --from/],
    [['check', '--data', '/no/such'], /! there is no data directory \/no\/such/],
    [['check', '--from', 'sqlite:/no/file', '--data', 'DATA'], /! there is no ledger \/no\/file/],
  ])('%s is answered with what is allowed', async (argv, words) => {
    const { code, text } = await run(...argv.map((word) => (word === 'DATA' ? data : word)));

    expect(code).toBeGreaterThan(0);
    expect(text).toMatch(words);
  });
});
