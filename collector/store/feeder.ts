/*
 * Brings the journal into a store: reads on from the store's own position, appends, and lets the journal go up to
 * what the store has made durable. A store that is ill is asked again, less and less often; the journal holds.
 *
 *   setback? position ─► what is gone is written down ─► piece ─► rest ─► piece … flush ─► released
 *        └───────────────────── after every failure ◄──────────────┘
 *
 * In the order of the journal, also after an outage: a store has no use for the newest first, pages show that from the
 * stream, and one position says all of what is there. Never waits for a call longer than its deadline.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { ENTRY } from '#collector/journal/entry.ts';
import { CONTROL, type JournalBatch, ORIGIN } from '#collector/journal/journal.ts';
import type { KnownSchema, SchemaBook } from '#collector/series/schema-book.ts';
import { ITEM, readHex } from '#protocol/frame.ts';
import { SCHEMA_ID_BYTES } from '#protocol/schema.ts';
import type { StoreTrouble } from '#protocol/store-state.ts';
import { within } from './deadline.ts';
import { rowOf, targetOf } from './entry-rows.ts';
import { errorCodeOf } from './error-code.ts';
import { Loans } from './loans.ts';
import { Pace } from './pace.ts';
import { type Rows, type Store, StoreUnavailableError } from './store.ts';
import { pieceBytes, restMs } from './turns.ts';

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
  /**
   * The store goes on from this position: what it had behind it and the journal has no more is written down as lost
   * when this resolves, and what the journal has stays for it. `had` is where it was before it was emptied or put back.
   */
  storeAt(position: number, had: number | undefined): Promise<unknown>;
  /** Everything before this position is durable in the store. */
  released(position: number): void;
  /** The store was at this position, to which the journal does not go: it is another one now. */
  replaced(position: number): void;
  /** Questions to the store that are under way. */
  asked(): number;
  /** How long appended rows may wait for a flush. */
  flushEveryMs: number;
  /** After this long a call of the store counts as failed. */
  deadlineMs: number;
  nowMs(): number;
  /** Lets others work; for no time at all it lets each of them have a turn. */
  rest?(ms: number): Promise<unknown>;
}

/** How far the store is, and how it goes. */
export interface FeederStats {
  /** Position of the next entry that the store gets. */
  position: number;
  /** Everything before is durable there. */
  durable: number;
  /** Arrival of the newest entry that the store got, UTC ms; 0 before the first. */
  arrivedMs: number;
  /** Arrival of the oldest entry that it has not got; null when there is none. */
  waitingMs: number | null;
  /** Frames whose schema nobody knew. */
  strayFrames: number;
  /** Why the store does not take anything now; null when it does. */
  trouble: StoreTrouble | null;
  /** Failed tries. */
  failures: number;
  entriesPerSecond: number;
  /** Time of the journal in the same time; null without progress. */
  speed: number | null;
}

export class Feeder {
  readonly #options: FeederOptions;
  readonly #loans = new Loans();
  readonly #pace = new Pace();
  readonly #closing = new AbortController();
  #position = 1;
  #durable = 1;
  #arrivedMs = 0;
  #strayFrames = 0;
  #failures = 0;
  #trouble: StoreTrouble | null = null;
  #wake: () => void = () => {};
  #hasNews = true;
  #flushedMs = 0;
  #running: Promise<void> | undefined;

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
    if (this.#isClosed) return Promise.reject(new StoreUnavailableError('the store is closed'));
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

  stats(): FeederStats {
    return {
      position: this.#position,
      durable: this.#durable,
      arrivedMs: this.#arrivedMs,
      waitingMs: this.#waitingMs(),
      strayFrames: this.#strayFrames,
      trouble: this.#trouble,
      failures: this.#failures,
      ...this.#pace.at(this.#options.nowMs()),
    };
  }

  /** Ends after the piece under way, or without it when that takes longer; the store is flushed by its own close. */
  async close(patienceMs: number): Promise<void> {
    this.#closing.abort();
    this.#wake();
    await within(this.#running ?? Promise.resolve(), patienceMs).catch(() => {});
    this.#loans.failed(new StoreUnavailableError('the store is closed'));
  }

  get #isClosed(): boolean {
    return this.#closing.signal.aborted;
  }

  async #run(): Promise<void> {
    const { nowMs } = this.#options;
    let retryMs = FIRST_RETRY_MS;
    for (let isFresh = true; !this.#isClosed; ) {
      try {
        if (isFresh) await this.#begin();
        isFresh = false;
        await this.#feed();
        if (this.#trouble === null) retryMs = FIRST_RETRY_MS;
        await this.#news();
      } catch (error) {
        this.#loans.failed(error as Error);
        // What the store holds is known only to itself: after a failure it says where to go on.
        isFresh = true;
        this.#failed(error as Error, nowMs() + retryMs);
        await sleep(retryMs, undefined, { ref: false, signal: this.#closing.signal }).catch(() => {});
        retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
        if (this.#trouble) this.#trouble = { ...this.#trouble, nextTryAtMs: null };
      }
    }
  }

  #failed(error: Error, nextTryAtMs: number): void {
    this.#failures++;
    const { sinceMs = this.#options.nowMs(), tries = 0 } = this.#trouble ?? {};
    this.#trouble = {
      code: errorCodeOf(error),
      detail: error.message,
      sinceMs,
      tries: tries + 1,
      nextTryAtMs,
    };
  }

  /** Finds where to go on; what the store has lost is written down before it may forget that it had it. */
  async #begin(): Promise<void> {
    const { store, end, storeAt, replaced, released } = this.#options;
    const setback = await this.#call(store.setback());
    let position = await this.#call(store.position());
    if (position > end()) {
      // Appending twice changes nothing, leaving out does: a journal that is another one is read from its beginning.
      replaced(position);
      position = 1;
    } else {
      await this.#call(storeAt(position, setback?.to));
      // What the end of the last life flushed was heard by nobody.
      released(position);
    }
    if (setback) await this.#call(store.settle());
    this.#position = position;
    this.#durable = position;
    this.#flushedMs = this.#options.nowMs();
    this.#pace.restart();
  }

  async #feed(): Promise<void> {
    const { store, flushEveryMs, nowMs } = this.#options;
    while (!this.#isClosed) {
      this.#hasNews = false;
      const startedMs = performance.now();
      const { batches, isBehind } = this.#readPiece();
      const hasPiece = batches.length > 0;
      const lends = !hasPiece && this.#loans.waiting;
      if (hasPiece) await this.#take(batches);
      else await this.#loans.take((rows) => this.#call(store.append(rows, this.#position)));
      if (hasPiece || lends) await this.#rest(isBehind ? performance.now() - startedMs : 0);
      const isDue = nowMs() - this.#flushedMs >= flushEveryMs;
      // One that was ill is well again only when it says so.
      if (isDue || this.#trouble || (!hasPiece && this.#loans.flushWanted)) await this.#flush(store);
      if (!hasPiece && !lends) return;
    }
  }

  /** Batches for one append; `isBehind` when there are more. */
  #readPiece(): { batches: JournalBatch[]; isBehind: boolean } {
    const { read, asked } = this.#options;
    const wantedBytes = pieceBytes(asked());
    const batches: JournalBatch[] = [];
    let position = this.#position;
    for (let bytes = 0; bytes < wantedBytes; ) {
      const batch = read(position);
      if (!batch) return { batches, isBehind: false };
      batches.push(batch);
      bytes += batch.bytes.length;
      position = batch.position + batch.entries;
    }
    return { batches, isBehind: true };
  }

  async #flush(store: Store): Promise<void> {
    this.#flushedMs = this.#options.nowMs();
    await this.#call(store.flush());
    this.#loans.flushed();
    this.#durable = await this.#call(store.position());
    this.#trouble = null;
    this.#options.released(this.#durable);
  }

  async #take(batches: readonly JournalBatch[]): Promise<void> {
    const { store, nowMs } = this.#options;
    let rows: Rows[] = [];
    let next = this.#position;
    let arrivedMs = this.#arrivedMs;
    for (const { position, entries, bytes } of batches) {
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      let at = 0;
      for (let entry = position; entry < position + entries; entry++) {
        const size = view.getUint32(at, true);
        if (entry >= next) {
          const kind = bytes[at + ENTRY.itemKind];
          if (kind === ITEM.frame) {
            const row = await this.#row(bytes, view, at);
            if (row) rows.push(row);
          } else if (
            kind === CONTROL.targetDeleted &&
            view.getUint32(at + ENTRY.origin, true) === ORIGIN.collector
          ) {
            await this.#call(store.append(rows, entry));
            rows = [];
            await this.#call(store.deleteTarget(targetOf(bytes, view, at)));
          }
          arrivedMs = view.getFloat64(at + ENTRY.arrival, true);
        }
        at += size;
      }
      next = position + entries;
    }
    await this.#call(store.append(rows, next));
    this.#position = next;
    this.#arrivedMs = arrivedMs;
    this.#pace.note(nowMs(), next, arrivedMs);
  }

  /** The row of a frame; undefined when nobody knows its schema. */
  #row(bytes: Uint8Array, view: DataView, at: number): Rows | Promise<Rows | undefined> {
    const known = this.#options.book.find(bytes, at + ENTRY.frameSchema);
    if (known) return rowOf(known, bytes, view, at);
    return this.#options.schema(readHex(bytes, at + ENTRY.frameSchema, SCHEMA_ID_BYTES)).then((found) => {
      if (found) return rowOf(found, bytes, view, at);
      this.#strayFrames++;
      return undefined;
    });
  }

  async #news(): Promise<void> {
    if (this.#hasNews || this.#isClosed) return;
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

  async #rest(workedMs: number): Promise<void> {
    const { asked, rest = restFor } = this.#options;
    if (!this.#isClosed) await rest(restMs(workedMs, asked()));
  }

  #call<Result>(call: Promise<Result>): Promise<Result> {
    return within(call, this.#options.deadlineMs);
  }

  #waitingMs(): number | null {
    try {
      const batch = this.#options.read(this.#position);
      if (!batch) return null;
      const view = new DataView(batch.bytes.buffer, batch.bytes.byteOffset);
      return view.getFloat64(ENTRY.arrival, true);
    } catch {
      return this.#arrivedMs || null;
    }
  }
}

/** Timers know whole milliseconds; less is a turn for everybody who waits. */
function restFor(ms: number): Promise<unknown> {
  return ms >= 1 ? sleep(ms) : new Promise<void>((resolve) => setImmediate(resolve));
}
