/*
 * The ledger on PostgreSQL: every test that works with a ledger, run on it, and outages one after the other.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startLedgerServer } from '#collector/ledger/postgres/test-postgres.ts';
import { runTool } from '#scripts/run-tool.ts';
import { whyNoPostgres } from '#scripts/servers/postgres.ts';
import { startWard } from '#scripts/servers/ward.ts';
import { readCount } from '#scripts/test-count.ts';
import type { Proof, ProofOptions, ProofResult } from '../proof.ts';
import { between, seededRandom } from '../random.ts';
import { proveOutage } from './outage.ts';

/** All tests of the ledger on PostgreSQL, then outages of it until the time is over. */
export const ledgerProof: Proof = {
  about:
    'every test of a ledger on PostgreSQL, then a collector whose PostgreSQL crashes and hangs at random',
  run,
};

async function run(options: ProofOptions): Promise<ProofResult> {
  const missing = whyNoPostgres();
  if (missing) return { seed: options.seed, counts: {}, violations: [`nothing was proved: ${missing}`] };
  const endMs = Date.now() + options.seconds * 1_000;
  options.say('every test that works with a ledger, on PostgreSQL');
  const tests = await runTests();
  const violations = tests.failed > 0 ? [`${tests.failed} tests failed on PostgreSQL`] : [];
  const counts: Record<string, number> = { testsPassed: tests.passed, testsFailed: tests.failed, outages: 0 };
  const random = seededRandom(options.seed);
  const ledgers = await startLedgerServer();
  const ward = await startWard({ args: ['--ledger', ledgers.url('ward')] });
  try {
    do {
      const how = random() < 0.5 ? 'crashed' : 'hung';
      const downMs = Math.round(between(random, 500, 60_000));
      options.say(`${how} for ${(downMs / 1_000).toFixed(1)} s`);
      const { counts: seen, violations: found } = await proveOutage(ward, ledgers.server, { how, downMs });
      for (const [name, count] of Object.entries(seen))
        counts[name] =
          name === 'longestMs' ? Math.max(counts[name] ?? 0, count) : (counts[name] ?? 0) + count;
      counts.outages++;
      violations.push(...found.map((sentence) => `${how} for ${downMs} ms: ${sentence}`));
    } while (Date.now() < endMs);
  } finally {
    await ward.stop();
    await ledgers.stop();
  }
  return { seed: options.seed, counts, violations };
}

async function runTests() {
  const folder = mkdtempSync(join(tmpdir(), 'ward-prove-'));
  const report = join(folder, 'report.json');
  try {
    const args = ['run', '--project', 'ledger-postgres', '--reporter=default', '--reporter=json'];
    const code = await runTool('vitest', [...args, `--outputFile.json=${report}`], {
      WARD_LEDGER_TESTS: 'all',
    });
    return readCount(report, code);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
