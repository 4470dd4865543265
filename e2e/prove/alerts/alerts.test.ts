import { describe, expect, test } from 'vitest';
import type { Sql } from '#collector/ledger/sql.ts';
import { temporaryLedger } from '#collector/ledger/temporary-ledger.ts';
import { checkGap } from './check-gap.ts';
import { checkHistories } from './check-histories.ts';
import { checkStream } from './check-stream.ts';
import { FAULTY } from './machine.ts';

/** The short form of `npm run prove -- alerts`; another seed each day, which a failure names. */
const SEED = Math.floor(Date.now() / 86_400_000) * 100_000;

test('S1 to S9, S11 and S14 to S18: 5,000 random histories are judged as the contract says', async () => {
  const { counts, violations } = await checkHistories({ firstSeed: SEED, histories: 5_000 });

  expect(violations, `seeds from ${SEED} on`).toEqual([]);
  expect(counts.histories).toBe(5_000);
  // They would prove little if nothing happened in them.
  for (const name of ['journals', 'firings', 'severities', 'flaps', 'events', 'crashes', 'compared']) {
    expect(counts[name], name).toBeGreaterThan(50);
  }
});

test('S12: a gap that arrives late is judged as it would have been in time', () => {
  const faults = Array.from({ length: 3_000 }, (_, index) => checkGap(SEED + index));

  expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
});

describe('a fault put into the state machine is found', () => {
  test.each(Object.keys(FAULTY))('one that %s', async (what) => {
    const { violations } = await checkHistories({ firstSeed: 1, histories: 20_000, machine: FAULTY[what] });

    expect(violations[0]).toMatch(/the model says|fired while|resolved what/);
  });

  test('a checkpoint that saves where it was and not what it knew', async () => {
    const [calm, rough] = [await temporaryLedger(), await temporaryLedger()];
    const forgetful: Sql = {
      ...rough.sql,
      run: async (text, ...values) => (text.includes('judging_pages') ? 1 : rough.sql.run(text, ...values)),
      transaction: (work) => rough.sql.transaction(() => work(forgetful)),
    };
    const counted = { events: 0, crashes: 0, compared: 0 };
    let found: string | undefined;
    for (let seed = 1; seed <= 50 && !found; seed++) {
      found = await checkStream(seed, { calm: calm.sql, rough: forgetful }, counted);
    }

    expect(found).toMatch(/after a crash/);
    await calm.remove();
    await rough.remove();
  });
});
