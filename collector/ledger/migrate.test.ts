import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { migrate } from './migrate.ts';
import { MIGRATIONS } from './migrations/index.ts';

let directory: string;
let file: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'ward-migrate-'));
  file = join(directory, 'ledger.sqlite');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

test('the shipped list is ascending, without a number or name twice', () => {
  const numbers = MIGRATIONS.map((migration) => migration.number);

  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  expect(new Set(MIGRATIONS.map((migration) => migration.name)).size).toBe(MIGRATIONS.length);
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
