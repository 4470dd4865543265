/** The store thread: brings the journal into the store, and answers queries. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Transferable, workerData } from 'node:worker_threads';
import { openJournalReader } from '#collector/journal/sqlite-journal.ts';
import { openLedgerOfThread } from '#collector/ledger/open-ledger.ts';
import { encodeColumns } from '#collector/query/columnar.ts';
import { openSchemaBook } from '#collector/series/open-schema-book.ts';
import { schemaLedger } from '#collector/series/schema-ledger.ts';
import { Feeder } from '#collector/store/feeder.ts';
import { FLUSH_EVERY_MS, openStore } from '#collector/store/open-store.ts';
import type { SeriesColumns } from '#collector/store/store.ts';
import type { FromStore, StoreCalls, StoreThreadOptions } from '#collector/store/store-calls.ts';
import { Moved, serve } from './rpc.ts';

/** Roll-ups and retention look for work this often when there was none. */
const MAINTAIN_EVERY_MS = 10_000;

const options = workerData as StoreThreadOptions;
const sql = openLedgerOfThread(options.ledger, options.dataDir);
const schemas = schemaLedger(sql);
const book = openSchemaBook();
for (const { id, schema } of await schemas.all()) book.add(id, schema);
const reader = openJournalReader(join(options.dataDir, 'journal.sqlite'), (from, to) =>
  tell({ about: 'damaged', from, to }),
);
const store = await openStore(options.address, {
  ...options,
  async hostOf(target) {
    const row = await sql.get<{ host: string }>('SELECT host FROM targets WHERE id = ?', target);
    return row?.host || undefined;
  },
});

const feeder = new Feeder({
  store,
  book,
  read: (position) => reader.read(position),
  async schema(id) {
    const found = await schemas.byId(id);
    return found && book.add(found.id, found.schema);
  },
  end: () => reader.end(),
  released: (position) => tell({ about: 'released', position }),
  replaced: (position) => tell({ about: 'replaced', position }),
  flushEveryMs: FLUSH_EVERY_MS[options.address.kind],
  nowMs: Date.now,
});
feeder.start();
options.intake.on('message', () => feeder.wake());

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
  query: async (query, limits) => moved(await store.query(query, limits)),
  async queryBytes(query, limits) {
    const bytes = encodeColumns(await store.query(query, limits));
    return new Moved(bytes, [bytes]);
  },
  latest: async (selector, limits) => moved(await store.latest(selector, limits)),
  series: (selector, limit) => store.series(selector, limit),
  stats: () => ({ store: store.stats(), feeder: feeder.stats }),
  async close() {
    closing = true;
    await feeder.close();
    await store.close();
    reader.close();
    await sql.close();
  },
} satisfies StoreCalls);

function tell(message: FromStore): void {
  options.intake.postMessage(message);
}

/** Columns whose buffers go to the caller; columns that share a buffer move it once. */
function moved(series: SeriesColumns[]): Moved<SeriesColumns[]> {
  const buffers = new Set<Transferable>();
  for (const { timesMs, values } of series)
    buffers.add(timesMs.buffer as ArrayBuffer).add(values.buffer as ArrayBuffer);
  return new Moved(series, [...buffers]);
}
