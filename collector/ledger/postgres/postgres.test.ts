import { afterAll, beforeAll, expect, test } from 'vitest';
import { describeWithPostgres } from '#scripts/servers/postgres-tests.ts';
import { countLedger } from '../copy-ledger.ts';
import { describeLedger } from '../ledger-suite.ts';
import { openLedger, prepareLedger } from '../open-ledger.ts';
import { OLD, WRITTEN } from '../test-old-ledger.ts';
import { type LedgerServer, startLedgerServer } from './test-postgres.ts';

describeWithPostgres('the ledger on PostgreSQL', () => {
  let server: LedgerServer;
  beforeAll(async () => {
    server = await startLedgerServer();
  });
  afterAll(() => server?.stop());

  describeLedger('as any ledger', () => server.place());

  test('an old ledger is brought to the same rows as on SQLite', async () => {
    const place = await server.place();
    const counts: unknown[] = [];
    for (const address of [place.address, { kind: 'sqlite' }] as const) {
      await prepareLedger(address, place.dataDir, 1, OLD);
      const sql = openLedger(address, place.dataDir);
      for (const statement of WRITTEN) await sql.run(statement);
      await prepareLedger(address, place.dataDir, 2);
      counts.push(await countLedger(sql));
      await sql.close();
    }
    await place.remove();

    expect(counts[0]).toEqual(counts[1]);
  });
});
