import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { ownTarget } from '#collector/inventory/own-target.ts';
import { CONSUMERS } from '#collector/journal/journal.ts';
import { openSqliteJournal } from '#collector/journal/sqlite-journal.ts';
import { migrate } from '#collector/ledger/migrate.ts';
import { openSqlite } from '#collector/ledger/sqlite.ts';
import { ensureFirstAdministrator } from '#collector/people/first-administrator.ts';
import { openSeal } from '#collector/people/seal.ts';
import { openRegistry } from '#collector/registry.ts';
import { saveJudging } from '#collector/rules/judging-ledger.ts';
import { rowsOf } from '#collector/store/embedded/crash-rows.ts';
import { openEmbeddedStore } from '#collector/store/embedded/embedded-store.ts';

/** Of a batch in the journals of these tests. */
const BATCH_BYTES = 200_000;
const BATCH_ENTRIES = 10;

/**
 * Makes a data directory with a real ledger, journal and store, or takes up one, as a collector leaves it that has taken
 * entries up to a position: everything after `kept` is still in the journal. For tests.
 */
export async function growDataDir(dataDir: string, until: number, kept = until - 20): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  const ledgerFile = join(dataDir, 'ledger.sqlite');
  await migrate(ledgerFile, 0);
  const sql = openSqlite(ledgerFile);
  const seal = openSeal(join(dataDir, 'seal.key'));
  const passwordCost = { memoryKiB: 64, passes: 1, parallelism: 1 };
  const registry = await openRegistry({
    sql,
    seal,
    nowMs: () => until,
    isConnected: () => false,
    passwordCost,
  });
  await ensureFirstAdministrator({ ...registry, password: 'horse-battery-9' });
  await ownTarget(registry.targets);
  for (let entry = 0; entry < 5; entry++) {
    const deed = { action: 'test.grow', object: `position:${until}`, organisation: null, after: { entry } };
    await registry.audit.write({ who: 'test', address: '' }, deed);
  }
  const context = { nowMs: 0, listeningSinceMs: 0, revision: 0, rules: [] } as never;
  const checkpoint = { position: kept, context, pages: [], removed: [] };
  await saveJudging(sql, { events: [], pending: new Map(), checkpoint });
  await sql.close();

  const journal = openSqliteJournal({
    file: join(dataDir, 'journal.sqlite'),
    limitBytes: 2 ** 40,
    nowMs: () => 0,
    onLoss() {},
  });
  const store = await openEmbeddedStore(join(dataDir, 'store'), { headBytes: 50_000, recentBytes: 1 });
  for (let position = journal.next; position < until; position++)
    await store.append(rowsOf(position), position + 1);
  for (let position = journal.next; position < until; position = journal.next) {
    const entries = Math.min(BATCH_ENTRIES, until - position);
    await journal.append(new Uint8Array(BATCH_BYTES).fill(position), entries);
  }
  for (const consumer of CONSUMERS) await journal.release(consumer, kept);
  await journal.saveSenders({ position: kept, senders: new Map() }, []);
  await store.close();
  await journal.close();
}
