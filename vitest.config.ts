import { defineConfig } from 'vitest/config';
import { ledgerTests, TELLING_TESTS } from './collector/ledger/postgres/test-list.ts';
import { whyNoPostgres } from './scripts/servers/postgres.ts';

/**
 * Files at a time: each waits for half of its time, for servers, clocks and syncs, so there is one more of them than a
 * small machine has cores. With four of them those that watch a rhythm came out of it.
 */
const maxWorkers = 3;

/** Nobody waits that long: a test that hangs is ended, one on a machine with other work is not. */
const patienceMs = 120_000;

const notOurs = ['**/node_modules/**', 'build/**', 'data/**', '.cache/**'];

/**
 * Folders whose tests start nothing that outlives them, neither processes nor threads nor timers: their files share a
 * process, which saves loading the same modules a hundred times. Whoever starts a server stays out of here.
 */
const sharing = [
  ...['channels', 'config', 'dashboards', 'docs', 'judging', 'protocol'],
  ...['advice', 'alerts', 'api', 'causes', 'groups', 'hindsight', 'rules', 'thresholds', 'why'].map(
    (folder) => `collector/${folder}`,
  ),
].map((folder) => `${folder}/**/*.test.{ts,tsx}`);

/** Run on PostgreSQL as well: a choice that tells most, and all of them with `npm run prove -- ledger`. */
const onPostgres = process.env.WARD_LEDGER_TESTS === 'all' ? ledgerTests(import.meta.dirname) : TELLING_TESTS;

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  test: {
    pool: 'forks',
    maxWorkers,
    testTimeout: patienceMs,
    hookTimeout: patienceMs,
    expect: { poll: { timeout: 20_000 } },
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...notOurs, ...sharing, 'e2e/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'logic',
          include: sharing,
          exclude: notOurs,
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'ledger-postgres',
          // That one is missing is told by the tests of the ledger itself.
          include: whyNoPostgres() === undefined ? [...onPostgres] : [],
          exclude: notOurs,
          globalSetup: ['collector/ledger/postgres/test-server.ts'],
          setupFiles: ['collector/ledger/postgres/test-setup.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          exclude: notOurs,
          // After the others: these watch whole programs and a browser, and wait for them most of the time.
          sequence: { groupOrder: 1 },
          globalSetup: 'e2e/build-pages.ts',
        },
      },
    ],
  },
});
