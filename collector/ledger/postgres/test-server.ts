/** The one PostgreSQL of all tests of the project `ledger-postgres`. */
import type { TestProject } from 'vitest/node';
import { type LedgerServer, startLedgerServer } from './test-postgres.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    ledgerAddress: string;
  }
}

let ledgers: LedgerServer | undefined;

/** Before the first file. */
export async function setup(project: TestProject): Promise<void> {
  ledgers = await startLedgerServer();
  project.provide('ledgerAddress', ledgers.url('ward'));
}

/** Behind the last one. */
export async function teardown(): Promise<void> {
  await ledgers?.stop();
}
