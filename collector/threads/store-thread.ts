/** The store thread: brings the journal into the store, and answers queries. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Transferable, workerData } from 'node:worker_threads';
import { storeName } from '#collector/config/store-address.ts';
import type { JournalCalls } from '#collector/intake/intake-calls.ts';
import { openJournalReader } from '#collector/journal/sqlite-journal.ts';
import { openLedgerOfThread } from '#collector/ledger/open-ledger.ts';
import { encodeColumns } from '#collector/query/columnar.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import { schemaLedger } from '#collector/series/schema-ledger.ts';
import { CopyDesk } from '#collector/store/copy/copy-desk.ts';
import { targetsKnownTo } from '#collector/store/copy/known-targets.ts';
import { within } from '#collector/store/deadline.ts';
import { Feeder } from '#collector/store/feeder.ts';
import { FLUSH_EVERY_MS, openStore, PATIENCE_MS, STORE_FOLDER } from '#collector/store/open-store.ts';
import { DEFAULT_QUERY_LIMITS, type SeriesColumns, type StoreSnapshot } from '#collector/store/store.ts';
import type { StoreCalls, StoreThreadOptions } from '#collector/store/store-calls.ts';
import { connect, Moved, serve } from './rpc.ts';

/** Roll-ups and retention look for work this often when there was none. */
const MAINTAIN_EVERY_MS = 10_000;
/** Copies wait while what came so long ago is not in the store yet. */
const BEHIND_MS = 2_000;
/** A store gives up a question by itself at its limit; this is for one that does not. */
const QUESTION_GRACE_MS = 2_000;

const options = workerData as StoreThreadOptions;
const { kind } = options.address;
const journal = connect<JournalCalls>(options.journal);
const sql = openLedgerOfThread(options.ledger, options.dataDir);
const schemas = schemaLedger(sql);
const book = openSchemaBook();
for (const { id, schema } of await schemas.all()) book.add(id, schema);
const reader = openJournalReader(
  join(options.dataDir, 'journal.sqlite'),
  (from, to) => void journal.damaged(from, to).catch(() => {}),
);
/** What is only in memory is another store after each start. */
const name = kind === 'memory' ? `memory ${randomUUID()}` : storeName(options.address);
/** Questions under way. */
let asked = 0;
const { wants, hostOf } = targetsKnownTo(sql);
const { dataDir, retention, address } = options;
const store = await openStore(address, { dataDir, retention, hostOf });

const feeder = new Feeder({
  store,
  book,
  read: (position) => reader.read(position),
  async schema(id) {
    const found = await schemas.byId(id);
    return found && book.add(found.id, found.schema);
  },
  end: () => reader.end(),
  storeAt: (position, had) => journal.storeAt(name, position, had),
  // One that is not heard is followed by the next.
  released: (position) => void journal.released(position).catch(() => {}),
  replaced: (position) => void journal.replaced(position).catch(() => {}),
  asked: () => asked,
  flushEveryMs: FLUSH_EVERY_MS[kind],
  deadlineMs: PATIENCE_MS[kind].call,
  nowMs: Date.now,
});
feeder.start();
options.intake.on('message', () => feeder.wake());

const copies = new CopyDesk({
  address,
  store,
  lend: (rows) => feeder.lend(rows),
  flushLent: () => feeder.flushLent(),
  isBehind() {
    const { trouble, waitingMs } = feeder.stats();
    return trouble !== null || (waitingMs !== null && waitingMs < Date.now() - BEHIND_MS);
  },
  isAsked: () => asked > 0,
  open: { dataDir, retention, hostOf },
  wants,
  nowMs: Date.now,
});
// What comes of it `copy-status` and the next order say.
copies.resume()?.catch(() => {});

/** As long as a backup copies the files of the store. */
let held: StoreSnapshot | undefined;
let closing = false;
void maintain();

/** Small slices, one after the other while there is work. */
async function maintain(): Promise<void> {
  while (!closing) {
    const more = await store.maintain(Date.now()).catch(() => false);
    await sleep(more ? 5 : MAINTAIN_EVERY_MS, undefined, { ref: false });
  }
}

serve(options.calls, {
  query: async (query, limits) => moved(await ask(limits.timeoutMs, () => store.query(query, limits))),
  async queryBytes(query, limits) {
    const bytes = encodeColumns(await ask(limits.timeoutMs, () => store.query(query, limits)));
    return new Moved(bytes, [bytes]);
  },
  latest: async (selector, limits) =>
    moved(await ask(limits.timeoutMs, () => store.latest(selector, limits))),
  series: (selector, limit) => ask(DEFAULT_QUERY_LIMITS.timeoutMs, () => store.series(selector, limit)),
  stats: () => ({ store: store.stats(), feeder: feeder.stats() }),
  copy: (order) => copies.run(order),
  copyStatus: () => copies.status(),
  copyCancel: () => copies.cancel(),
  async hold() {
    held?.done();
    const taking = store.snapshot();
    held = await within(taking, PATIENCE_MS[kind].call).catch((error) => {
      // One that comes after all is nobody's.
      taking.then((late) => late?.done()).catch(() => {});
      throw error;
    });
    return held && { folder: STORE_FOLDER[kind], files: held.files };
  },
  letGo() {
    held?.done();
    held = undefined;
  },
  async close() {
    closing = true;
    // It flushes what it has verified; a store that hangs is not waited for.
    await within(copies.close(), PATIENCE_MS[kind].close).catch(() => {});
    await feeder.close(PATIENCE_MS[kind].close);
    // One that is ill now is fed again at the next start.
    await within(store.close(), PATIENCE_MS[kind].close).catch(() => {});
    reader.close();
    await sql.close();
  },
} satisfies StoreCalls);

/** A question to the store, answered or given up in time however the store is. */
async function ask<Answer>(timeoutMs: number, question: () => Promise<Answer>): Promise<Answer> {
  asked++;
  try {
    return await within(question(), timeoutMs + QUESTION_GRACE_MS);
  } finally {
    asked--;
  }
}

/** Columns whose buffers go to the caller; columns that share a buffer move it once. */
function moved(series: SeriesColumns[]): Moved<SeriesColumns[]> {
  const buffers = new Set<Transferable>();
  for (const { timesMs, values } of series)
    buffers.add(timesMs.buffer as ArrayBuffer).add(values.buffer as ArrayBuffer);
  return new Moved(series, [...buffers]);
}
