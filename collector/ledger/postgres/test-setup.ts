/** Before each file of tests that runs on PostgreSQL: temporary ledgers are made there. */
import { inject } from 'vitest';

process.env.WARD_TEST_LEDGER = inject('ledgerAddress');
