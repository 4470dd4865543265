import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { LedgerAddress } from '#collector/config/ledger-address.ts';
import { describeWithPostgres } from '#scripts/servers/postgres-tests.ts';
import { ledgerDamage, readLedgerFigures } from './check-ledger.ts';
import { openLedgerCamera } from './image-ledger.ts';
import { openLedger, prepareLedger } from './open-ledger.ts';
import { type LedgerServer, startLedgerServer } from './postgres/test-postgres.ts';
import type { Sql } from './sql.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ward-image-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function set(sql: Sql, from: number, until: number): Promise<void> {
  for (let name = from; name < until; name++)
    await sql.run(
      'INSERT INTO settings (name, value, changed_at_ms) VALUES (?, ?, 0)',
      `n${name}`,
      'x'.repeat(2_000),
    );
}

async function expectOneMoment(address: LedgerAddress): Promise<void> {
  await prepareLedger(address, folder, 0);
  const sql = openLedger(address, folder);
  await sql.transaction(() => set(sql, 0, 3_000));
  const camera = await openLedgerCamera(address, folder);
  const image = await camera.begin();
  // Each of these would make a copy in steps begin anew that holds no moment.
  let isOver = false;
  const writing = (async () => {
    for (let name = 3_000; !isOver; name++) {
      await set(sql, name, name + 1);
      await setImmediate();
    }
  })();

  await image.copyTo(join(folder, 'copy'), () => {});
  isOver = true;
  await writing;
  await camera.close();
  await sql.close();

  expect(ledgerDamage(join(folder, 'copy'))).toEqual([]);
  expect(readLedgerFigures(join(folder, 'copy')).tables.settings).toBe(3_000);
}

test('an image of a ledger in SQLite is of one moment, while others write', () =>
  expectOneMoment({ kind: 'sqlite' }));

describeWithPostgres('an image of a ledger on PostgreSQL', () => {
  let server: LedgerServer;
  beforeAll(async () => {
    server = await startLedgerServer();
  });
  afterAll(() => server?.stop());

  test('is of one moment, while others write', () => expectOneMoment(server.address('image')));
});
