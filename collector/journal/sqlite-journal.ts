/*
 * The journal in one SQLite file: a row a group commit, durable when the transaction is (WAL, synchronous=FULL).
 * Sequences need no write of their own, since the entries of a row hold what they are made of: they are
 * saved from time to time, and what came after is read again at the start.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { LossReason } from '#protocol/store-state.ts';
import { ENTRY } from './entry.ts';
import type {
  Consumer,
  Journal,
  JournalBatch,
  JournalLoss,
  SavedSender,
  SavedSenders,
  StoreReturn,
} from './journal.ts';
import { JournalDamagedError, JournalFullError } from './journal.ts';
import { fact, openJournalDatabase, setFact } from './journal-file.ts';
import { JournalLosses } from './journal-losses.ts';
import { JournalRows, type OnDamage } from './journal-rows.ts';
import { isDamage, isFull } from './sqlite-codes.ts';

/** Rows and bytes deleted in one transaction, so that making room never holds up an append for long. */
const TRIM_ROWS = 500;
const TRIM_BYTES = 32 * 1024 ** 2;
/** At the limit this part is freed, so that not every append has to. */
const FREED_PART = 0.1;
/** How far behind its consumers a new file begins: none of them can have read further than it had saved by this. */
const SAFE_DISTANCE = 1e9;
/** The fact that names the store which was fed last. */
const STORE = 'store';

export interface SqliteJournalOptions {
  file: string;
  /** Bytes of entries beyond which the oldest are dropped, read or not. */
  limitBytes: number;
  /**
   * The furthest position that a consumer is known to have reached. A file that ends before it is a new one or an old
   * copy: it goes on far behind, so that no position ever means two entries. Default: 1.
   */
  reached?: number;
  nowMs(): number;
  /** Entries were dropped, or could not be read; once for each span. */
  onLoss(loss: JournalLoss): void;
}

/** Opens the journal, or makes it. Throws a `JournalDamagedError` with one sentence when the file is no journal. */
export function openSqliteJournal(options: SqliteJournalOptions): SqliteJournal {
  return new SqliteJournal(options);
}

export class SqliteJournal implements Journal {
  readonly #options: SqliteJournalOptions;
  readonly #database: DatabaseSync;
  readonly #insert: StatementSync;
  readonly #sizes: StatementSync;
  readonly #delete: StatementSync;
  readonly #rows: JournalRows;
  readonly #losses: JournalLosses;
  readonly #positions: Record<Consumer, number> = { judging: 1, store: 1, records: 1 };
  /** True when this is not the file that its consumers know: a new one, or an old copy. */
  readonly replaced: boolean;
  #next = 1;
  #oldest = 1;
  #bytes = 0;
  /** Entries from here on are needed at the next start to know what has arrived. */
  #sendersPosition = 1;
  /** Nothing is dropped before; 0: no hold. */
  #heldUntilMs = 0;
  #closed = false;

  constructor(options: SqliteJournalOptions) {
    this.#options = options;
    const database = openJournalDatabase(options.file);
    this.#database = database;
    try {
      this.#insert = database.prepare(
        'INSERT INTO batches (position, entries, crc, bytes) VALUES (?, ?, ?, ?)',
      );
      this.#sizes = database.prepare(
        `SELECT position, entries, length(bytes) AS bytes FROM batches
         WHERE position >= ? AND position < ? ORDER BY position LIMIT ${TRIM_ROWS}`,
      );
      this.#delete = database.prepare('DELETE FROM batches WHERE position >= ? AND position < ?');
      this.#rows = new JournalRows(database);
      this.#losses = new JournalLosses(database);
      this.replaced = this.#restore();
    } catch (error) {
      database.close();
      throw isDamage(error) ? new JournalDamagedError(options.file, error) : asJournalError(error);
    }
  }

  get next(): number {
    return this.#next;
  }

  get oldest(): number {
    return this.#oldest;
  }

  get bytes(): number {
    return this.#bytes;
  }

  async append(bytes: Uint8Array, entries: number): Promise<number> {
    const position = this.#next;
    try {
      this.#insert.run(position, entries, crc32(bytes), bytes);
    } catch (error) {
      if (isDamage(error)) throw new JournalDamagedError(this.#options.file, error);
      throw asJournalError(error);
    }
    this.#next = position + entries;
    this.#bytes += bytes.length;
    // From here on the batch is durable, and whatever fails must not say otherwise.
    this.#makeRoom();
    return position;
  }

  async read(position: number): Promise<JournalBatch | undefined> {
    return this.#rows.read(Math.max(position, this.#oldest), (from, to) => void this.damaged(from, to));
  }

  /** A disk that takes nothing now is no reason to reject: the position counts, and is saved with the next one. */
  async release(consumer: Consumer, position: number): Promise<void> {
    if (position <= this.#positions[consumer]) return;
    this.#positions[consumer] = position;
    this.#makeRoom();
  }

  hold(untilMs: number): void {
    this.#heldUntilMs = untilMs;
  }

  letGo(): boolean {
    const wasHeld = this.#isHeld;
    this.#heldUntilMs = 0;
    this.#makeRoom();
    return wasHeld;
  }

  get #isHeld(): boolean {
    return this.#heldUntilMs > this.#options.nowMs();
  }

  async senders(): Promise<SavedSenders> {
    const senders = new Map<string, SavedSender>();
    for (const { name, state } of this.#database.prepare('SELECT name, state FROM senders').all()) {
      senders.set(String(name), JSON.parse(String(state)));
    }
    return { position: this.#sendersPosition, senders };
  }

  async saveSenders({ position, senders }: SavedSenders, forgotten: readonly string[]): Promise<void> {
    const save = this.#database.prepare(
      'INSERT INTO senders (name, state) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET state = excluded.state',
    );
    const forget = this.#database.prepare('DELETE FROM senders WHERE name = ?');
    try {
      this.#inTransaction(() => {
        for (const [name, state] of senders) save.run(name, JSON.stringify(state));
        for (const name of forgotten) forget.run(name);
        setFact(this.#database, 'senders', String(position));
        this.#savePositions();
        this.#losses.mark(this.#next, this.#options.nowMs());
      });
    } catch (error) {
      throw asJournalError(error);
    }
    this.#sendersPosition = position;
    this.#makeRoom();
  }

  async damaged(from: number, to: number): Promise<void> {
    this.#loseDamaged(from, to, this.#arrivalMs(to + 1, 'behind'));
  }

  async storeAt(name: string, position: number, had = position): Promise<StoreReturn> {
    const last = fact(this.#database, STORE);
    const isOther = last !== undefined && last !== name;
    // One without a name is of a version that wrote none down.
    const isNew = isOther || (last === undefined && position === 1);
    const missing = { from: isNew ? Math.max(position, had) : this.#oldest, to: this.#oldest - 1 };
    const lostTo = Math.min(missing.from, this.#oldest) - 1;
    let parts: JournalLoss[] = [];
    if (position <= lostTo) parts = this.#losses.newParts({ ...this.#gone(position), to: lostTo }, name);
    this.#positions.store = Math.min(this.#positions.store, position);
    try {
      this.#inTransaction(() => {
        setFact(this.#database, STORE, name);
        this.#savePositions();
        this.#losses.neverGiven(name, missing);
        this.#losses.write(parts);
      });
    } catch (error) {
      throw asJournalError(error);
    }
    this.#tell(parts);
    return { isOther, losses: parts };
  }

  async losses(): Promise<JournalLoss[]> {
    return this.#losses.all();
  }

  get lostEntries(): Readonly<Record<LossReason, number>> {
    return this.#losses.totals;
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    try {
      this.#inTransaction(() => this.#savePositions());
    } catch (error) {
      if (!isFull(error)) throw error;
    } finally {
      this.#database.close();
    }
  }

  /** True when the consumers have been further than this file. */
  #restore(): boolean {
    const database = this.#database;
    for (const { name, position } of database.prepare('SELECT name, position FROM consumers').all()) {
      this.#positions[name as Consumer] = Number(position);
    }
    this.#sendersPosition = Number(fact(database, 'senders') ?? '1');
    // A journal that was read to its end keeps its number in the table of facts.
    this.#next = Math.max(Number(fact(database, 'next') ?? '1'), this.#rows.end());
    const { reached = 1 } = this.#options;
    const replaced = this.#next < reached;
    if (replaced) this.#skipBehind(reached);
    this.#oldest = this.#rows.firstReadableBehind(0) ?? this.#next;
    this.#bytes = this.#countBytes();
    return replaced;
  }

  #skipBehind(reached: number): void {
    const from = this.#next;
    const next = reached + SAFE_DISTANCE;
    this.#next = next;
    const nowMs = this.#options.nowMs();
    this.#inTransaction(() => {
      setFact(this.#database, 'next', String(next));
      this.#losses.neverUsed({ from: reached, to: next - 1 }, nowMs);
    });
    // What lies between was given to nobody.
    this.#loseDamaged(from, reached - 1, nowMs);
  }

  /** Of the entries; where a damaged page hides some of them, of the file. */
  #countBytes(): number {
    const bytesOf = (text: string) => Number(Object.values(this.#database.prepare(text).get() ?? {})[0] ?? 0);
    try {
      return bytesOf('SELECT sum(length(bytes)) FROM batches');
    } catch (error) {
      if (!isDamage(error)) throw error;
      return bytesOf('PRAGMA page_count') * bytesOf('PRAGMA page_size');
    }
  }

  /** One bounded step: what everybody has read goes; at the limit also what somebody has not. */
  #makeRoom(): void {
    if (this.#isHeld && this.#bytes <= this.#options.limitBytes) return;
    this.#heldUntilMs = 0;
    try {
      const saved = this.#sendersPosition;
      this.#trim(Math.min(...Object.values(this.#positions), saved), Number.POSITIVE_INFINITY);
      const surplus = this.#bytes - this.#options.limitBytes;
      if (surplus > 0) this.#trim(saved, surplus + this.#options.limitBytes * FREED_PART);
    } catch (error) {
      // It is tried again with the next append, and nothing is lost by waiting.
      if (!isFull(error)) throw error;
    }
  }

  /** Deletes rows that end at or before `before`, until `enoughBytes` are freed or the step is long enough. */
  #trim(before: number, enoughBytes: number): void {
    if (this.#oldest >= before) return;
    let freed = 0;
    let end = this.#oldest;
    try {
      for (const row of this.#sizes.iterate(this.#oldest, before)) {
        const rowEnd = Number(row.position) + Number(row.entries);
        if (rowEnd > before || freed >= Math.min(enoughBytes, TRIM_BYTES)) break;
        end = rowEnd;
        freed += Number(row.bytes);
      }
      if (end === this.#oldest) return;
      const unread = this.#unreadBefore(end);
      this.#inTransaction(() => {
        this.#delete.run(this.#oldest, end);
        setFact(this.#database, 'next', String(this.#next));
        this.#savePositions();
        this.#losses.write(unread);
      });
      this.#tell(unread);
    } catch (error) {
      if (!isDamage(error)) throw error;
      // Rows that cannot be deleted are left lying; they are named as lost when somebody reads them.
      end = Math.min(before, this.#rows.firstReadableBehind(end) ?? before);
      freed = 0;
    }
    this.#bytes -= freed;
    this.#oldest = Math.max(end, this.#rows.firstReadableBehind(end - 1) ?? this.#next);
  }

  /** What of the entries before `end` the store or the records are not past. */
  #unreadBefore(end: number): JournalLoss[] {
    const from = Math.max(Math.min(this.#positions.store, this.#positions.records), this.#oldest);
    if (end <= from) return [];
    return this.#losses.newParts({
      from,
      to: end - 1,
      fromMs: this.#arrivalMs(from, 'before'),
      toMs: this.#arrivalMs(end - 1, 'before'),
      atMs: this.#options.nowMs(),
      reason: 'limit',
    });
  }

  /** Everything from a position that a store has gone back to, up to the oldest entry. */
  #gone(position: number): JournalLoss {
    const nowMs = this.#options.nowMs();
    return {
      from: position,
      to: this.#oldest - 1,
      fromMs: position === 1 ? null : this.#losses.reachedMs(position),
      toMs: this.#arrivalMs(this.#oldest, 'behind') ?? nowMs,
      atMs: nowMs,
      reason: position === 1 ? 'store_emptied' : 'store_put_back',
    };
  }

  #loseDamaged(from: number, to: number, toMs: number | null): void {
    const atMs = this.#options.nowMs();
    const fromMs = this.#arrivalMs(from - 1, 'before');
    const parts = this.#losses.newParts({ from, to, fromMs, toMs, atMs, reason: 'damaged' });
    try {
      this.#losses.write(parts);
    } catch (error) {
      // A full disk keeps it from being written down, not from being told.
      if (!isFull(error)) throw error;
    }
    this.#tell(parts);
  }

  #tell(parts: readonly JournalLoss[]): void {
    this.#losses.count(parts);
    for (const loss of parts) this.#options.onLoss(loss);
  }

  /** When the first entry of the batch at or before, or at or behind, a position arrived; null where none can be read. */
  #arrivalMs(position: number, side: 'before' | 'behind'): number | null {
    const [compare, order] = side === 'before' ? ['<=', 'DESC'] : ['>=', ''];
    try {
      const row = this.#database
        .prepare(`SELECT bytes FROM batches WHERE position ${compare} ? ORDER BY position ${order} LIMIT 1`)
        .get(position);
      return row ? arrivalIn(row.bytes as Uint8Array) : null;
    } catch (error) {
      if (!isDamage(error)) throw error;
      return null;
    }
  }

  #savePositions(): void {
    const save = this.#database.prepare(
      'INSERT INTO consumers (name, position) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = excluded.position',
    );
    for (const [name, position] of Object.entries(this.#positions)) save.run(name, position);
  }

  #inTransaction(work: () => void): void {
    this.#database.exec('BEGIN IMMEDIATE');
    try {
      work();
      this.#database.exec('COMMIT');
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }
}

/** The reading side alone, for another thread: the same file, never written. */
export interface JournalReader {
  /** As `Journal.read`. */
  read(position: number): JournalBatch | undefined;
  /** As `Journal.next`. */
  end(): number;
  close(): void;
}

/** Opens a journal that another thread owns. What cannot be read is told to `onDamage`, each time it is met. */
export function openJournalReader(file: string, onDamage: OnDamage = () => {}): JournalReader {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
  const rows = new JournalRows(database);
  return {
    read: (position) => rows.read(position, onDamage),
    end: () => Math.max(Number(fact(database, 'next') ?? '1'), rows.end()),
    close: () => database.close(),
  };
}

function arrivalIn(bytes: Uint8Array): number | null {
  if (bytes.length < ENTRY.arrival + 8) return null;
  const arrivalMs = new DataView(bytes.buffer, bytes.byteOffset).getFloat64(ENTRY.arrival, true);
  return Number.isSafeInteger(arrivalMs) ? arrivalMs : null;
}

function asJournalError(error: unknown): unknown {
  return isFull(error) ? new JournalFullError(error) : error;
}
