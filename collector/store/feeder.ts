/*
 * Brings the journal into a store: reads on from the store's own position, appends, and lets the journal go up to
 * what the store has made durable. A store that is ill is asked again, less and less often; the journal holds.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ENTRY } from '#collector/journal/entry.ts';
import { CONTROL, type JournalBatch, ORIGIN } from '#collector/journal/journal.ts';
import type { KnownSchema, SchemaBook } from '#collector/series/schema-book.ts';
import { ITEM, readHex } from '#protocol/frame.ts';
import { SCHEMA_ID_BYTES } from '#protocol/schema.ts';
import { Loans } from './loans.ts';
import { type Rows, type Store, StoreUnavailableError } from './store.ts';

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 30_000;

export interface FeederOptions {
  store: Store;
  book: SchemaBook;
  /** The batch that holds a position, or undefined at the end. */
  read(position: number): JournalBatch | undefined;
  /** A schema that the book does not know yet; undefined when nobody knows it. */
  schema(id: string): Promise<KnownSchema | undefined>;
  /** Position that the next entry of the journal gets. */
  end(): number;
  /** Everything before this position is durable in the store. */
  released(position: number): void;
  /** The store was at this position, to which the journal does not go: it is another one now. */
  replaced(position: number): void;
  /** How long appended rows may wait for a flush. */
  flushEveryMs: number;
  nowMs(): number;
}

export interface FeederStats {
  /** Position of the next entry that the store gets. */
  position: number;
  /** Arrival of the newest entry that the store got, UTC ms; 0 before the first. */
  arrivedMs: number;
  /** Frames whose schema nobody knew. */
  strayFrames: number;
  /** Why the store does not take anything now; null when it does. */
  error: string | null;
}

export class Feeder {
  readonly stats: FeederStats = { position: 1, arrivedMs: 0, strayFrames: 0, error: null };
  readonly #options: FeederOptions;
  readonly #loans = new Loans();
  #wake: () => void = () => {};
  #hasNews = true;
  #flushedMs = 0;
  #running: Promise<void> | undefined;
  #closed = false;

  constructor(options: FeederOptions) {
    this.#options = options;
  }

  /** Begins to feed, in the background. */
  start(): void {
    this.#running ??= this.#run();
  }

  /** The journal has grown. */
  wake(): void {
    this.#hasNews = true;
    this.#wake();
  }

  /**
   * Appends rows that are not of the journal, whenever that one has no more; resolves once the store holds them. A
   * store that fails forgets them, so that they count only after the next `flushLent`.
   */
  lend(rows: readonly Rows[]): Promise<void> {
    if (this.#closed) return Promise.reject(new StoreUnavailableError('the store is closed'));
    const taken = this.#loans.lend(rows);
    this.wake();
    return taken;
  }

  /** Makes durable what was lent; rejects when some of it was lost since: then all since the last flush comes again. */
  flushLent(): Promise<void> {
    const flushed = this.#loans.flush();
    this.wake();
    return flushed;
  }

  /** Ends after the batch under way; the store is flushed by its own close. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake();
    await this.#running;
    this.#loans.failed(new StoreUnavailableError('the store is closed'));
  }

  async #run(): Promise<void> {
    const { store, nowMs } = this.#options;
    let retryMs = FIRST_RETRY_MS;
    this.#flushedMs = nowMs();
    for (let isFresh = true; !this.#closed; ) {
      try {
        if (isFresh) this.stats.position = this.#startAt(await store.position());
        isFresh = false;
        await this.#feed();
        this.stats.error = null;
        retryMs = FIRST_RETRY_MS;
        await this.#news();
      } catch (error) {
        this.stats.error = (error as Error).message;
        this.#loans.failed(error as Error);
        // What the store holds is known only to itself: after a failure it says where to go on.
        isFresh = true;
        await sleep(retryMs, undefined, { ref: false });
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
      }
    }
  }

  /** Appending twice changes nothing, leaving out does: a journal that is another one is read from its beginning. */
  #startAt(position: number): number {
    if (position <= this.#options.end()) return position;
    this.#options.replaced(position);
    return 1;
  }

  async #feed(): Promise<void> {
    const { store, read, flushEveryMs, nowMs } = this.#options;
    while (!this.#closed) {
      this.#hasNews = false;
      const batch = read(this.stats.position);
      const lends = !batch && this.#loans.waiting;
      if (batch) await this.#take(batch);
      else await this.#loans.take((rows) => store.append(rows, this.stats.position));
      // Queries on this thread get their turn between batches.
      if (batch || lends) await new Promise((resolve) => setImmediate(resolve));
      const isDue = nowMs() - this.#flushedMs >= flushEveryMs;
      if (isDue || (!batch && this.#loans.flushWanted)) await this.#flush(store);
      if (!batch && !lends) return;
    }
  }

  async #flush(store: Store): Promise<void> {
    this.#flushedMs = this.#options.nowMs();
    await store.flush();
    this.#loans.flushed();
    this.#options.released(await store.position());
  }

  async #take({ position, entries, bytes }: JournalBatch): Promise<void> {
    const { store } = this.#options;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let rows: Rows[] = [];
    let at = 0;
    for (let entry = position; entry < position + entries; entry++) {
      const size = view.getUint32(at, true);
      if (entry >= this.stats.position) {
        const kind = bytes[at + ENTRY.itemKind];
        if (kind === ITEM.frame) {
          const row = await this.#row(bytes, view, at);
          if (row) rows.push(row);
        } else if (
          kind === CONTROL.targetDeleted &&
          view.getUint32(at + ENTRY.origin, true) === ORIGIN.collector
        ) {
          await store.append(rows, entry);
          rows = [];
          await store.deleteTarget(targetOf(bytes, view, at));
        }
        this.stats.arrivedMs = view.getFloat64(at + ENTRY.arrival, true);
      }
      at += size;
    }
    await store.append(rows, position + entries);
    this.stats.position = position + entries;
  }

  /** The row of a frame; its values stay where they are. Undefined when nobody knows its schema. */
  #row(bytes: Uint8Array, view: DataView, at: number): Rows | Promise<Rows | undefined> {
    const known = this.#options.book.find(bytes, at + ENTRY.frameSchema);
    if (known) return rowOf(known, bytes, view, at);
    return this.#options.schema(readHex(bytes, at + ENTRY.frameSchema, SCHEMA_ID_BYTES)).then((found) => {
      if (found) return rowOf(found, bytes, view, at);
      this.stats.strayFrames++;
      return undefined;
    });
  }

  async #news(): Promise<void> {
    if (this.#hasNews || this.#closed) return;
    const untilFlush = Math.max(50, this.#flushedMs + this.#options.flushEveryMs - this.#options.nowMs());
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, untilFlush);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = () => {};
  }
}

function rowOf(known: KnownSchema, bytes: Uint8Array, view: DataView, at: number): Rows {
  const timeMs = view.getFloat64(at + ENTRY.frameTime, true) - view.getFloat64(at + ENTRY.skew, true);
  const width = known.schema.columns.length;
  return {
    schemaId: known.id,
    schema: known.schema,
    timesMs: Float64Array.of(timeMs),
    values: valuesAt(bytes, at + ENTRY.frameValues, width),
  };
}

/** A view where the bytes are aligned, which they are unless a batch was cut out of a larger buffer. */
function valuesAt(bytes: Uint8Array, offset: number, width: number): Float64Array {
  const begin = bytes.byteOffset + offset;
  if (begin % 8 === 0) return new Float64Array(bytes.buffer, begin, width);
  return new Float64Array(bytes.slice(offset, offset + width * 8).buffer);
}

function targetOf(bytes: Uint8Array, view: DataView, at: number): string {
  const length = view.getUint32(at + ENTRY.itemBodyBytes, true);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at + ENTRY.itemBody, length).toString('utf8');
  return JSON.parse(text).target;
}
