import { afterAll, beforeAll } from 'vitest';
import { describeWithPostgres } from '#scripts/servers/postgres-tests.ts';
import { describeLedger } from '../ledger-suite.ts';
import { type LedgerServer, startLedgerServer } from './test-postgres.ts';

describeWithPostgres('the ledger on PostgreSQL', () => {
  let server: LedgerServer;
  beforeAll(async () => {
    server = await startLedgerServer();
  });
  afterAll(() => server?.stop());

  describeLedger('as any ledger', () => server.place());
});
