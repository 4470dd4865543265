import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { NewerLedgerError } from './ledger-errors.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import { openSqlite } from './sqlite.ts';

const first: Migration = { number: 1, name: 'one', statements: ['CREATE TABLE one (id TEXT)'] };
const second: Migration = {
  number: 2,
  name: 'two',
  statements: ["INSERT INTO one VALUES ('x')", 'CREATE TABLE two (id TEXT)'],
};

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ward-migrate-'));
  file = join(directory, 'ledger.sqlite');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function rows(path: string, text: string): Promise<unknown[]> {
  const sql = openSqlite(path);
  try {
    return await sql.all(text);
  } finally {
    await sql.close();
  }
}

test('the shipped list is ascending, without a number or name twice', () => {
  const numbers = MIGRATIONS.map((migration) => migration.number);

  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  expect(new Set(MIGRATIONS.map((migration) => migration.name)).size).toBe(MIGRATIONS.length);
});

test('a new ledger gets every migration and no backup; the second start changes nothing', async () => {
  const made = await migrate(file, 5);
  const again = await migrate(file, 6);

  expect(made).toEqual({ applied: MIGRATIONS.map((migration) => migration.number), backup: undefined });
  expect(again).toEqual({ applied: [], backup: undefined });
});

test('an older ledger is copied before it is changed, and the copy can be opened', async () => {
  await migrate(file, 1, [first]);

  const { applied, backup } = await migrate(file, Date.UTC(2030, 0, 2), [first, second]);

  expect(applied).toEqual([2]);
  expect(backup).toBe(`${file}.before-2-2030-01-02T00-00-00-000Z`);
  expect(await rows(backup ?? '', 'SELECT * FROM one')).toEqual([]);
  expect(await rows(file, 'SELECT * FROM one')).toEqual([{ id: 'x' }]);
});

test('a migration that fails changes nothing and is tried again at the next start', async () => {
  await migrate(file, 1, [first]);
  const broken = { ...second, statements: [second.statements[0], 'CREATE TABLE one (id TEXT)'] };

  await expect(migrate(file, 2, [first, broken])).rejects.toThrow('already exists');

  expect(await rows(file, 'SELECT * FROM one')).toEqual([]);
  expect((await migrate(file, 3, [first, second])).applied).toEqual([2]);
});

test('a ledger of a newer format is refused with one sentence and left as it is', async () => {
  await migrate(file, 1, [first, second]);

  const refused = migrate(file, 2, [first]);

  await expect(refused).rejects.toThrow(NewerLedgerError);
  await expect(refused).rejects.toThrow(
    /has format 2, this program knows formats up to 1: start the newer program/,
  );
  expect(readdirSync(directory).filter((name) => name.includes('before'))).toEqual([]);
  expect(existsSync(file)).toBe(true);
});

test.each([
  ['its first page', 0, /file is not a database/],
  ['a page behind it', 4_096, /./],
])(
  'a ledger with a damaged byte range in %s is refused with one sentence that says what to do',
  async (_where, at, why) => {
    await migrate(file, 1);
    const bytes = readFileSync(file);
    writeFileSync(file, bytes.fill(0xa5, at, at + 200));

    const failure = await migrate(file, 2).catch((error: Error) => error);

    expect(failure).toMatchObject({
      name: 'LedgerUnusableError',
      message: expect.stringMatching(/^the ledger .* cannot be opened \(.*\): restore a copy of it/),
    });
    expect((failure as Error).message).toMatch(why);
  },
);
