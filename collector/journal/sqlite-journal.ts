/*
 * The journal in one SQLite file: a row a group commit, durable when the transaction is (WAL, synchronous=FULL).
 * Sequences need no write of their own, since the entries of a row hold what they are made of: they are
 * saved from time to time, and what came after is read again at the start.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { Consumer, Journal, JournalBatch, JournalLoss, SavedSender, SavedSenders } from './journal.ts';
import { JournalDamagedError, JournalFullError } from './journal.ts';

const FORMAT = 1;
/** Pages of this size hold a whole small batch; measured best between 4 and 64 KiB for batches of 10 to 300 KiB. */
const PAGE_BYTES = 16_384;
/** Pages of the write-ahead log between checkpoints: 32 MiB. */
const CHECKPOINT_PAGES = 2_048;
/** Rows deleted in one transaction, so that releasing never holds up an append for long. */
const DELETE_ROWS = 500;

export interface SqliteJournalOptions {
  file: string;
  /** Bytes of entries beyond which the oldest that the store has not read are dropped. */
  limitBytes: number;
  nowMs(): number;
  /** Entries were dropped, or could not be read. */
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
  readonly #reader: JournalRows;
  readonly #positions: Record<Consumer, number> = { judging: 1, store: 1 };
  #next: number;
  #oldest: number;
  #bytes: number;
  #closed = false;

  constructor(options: SqliteJournalOptions) {
    this.#options = options;
    this.#database = openDatabase(options.file);
    const database = this.#database;
    this.#insert = database.prepare(
      'INSERT INTO batches (position, entries, crc, bytes) VALUES (?, ?, ?, ?)',
    );
    this.#reader = new JournalRows(database);
    for (const { name, position } of database.prepare('SELECT name, position FROM consumers').all()) {
      this.#positions[name as Consumer] = Number(position);
    }
    const [row] = database
      .prepare('SELECT min(position) AS oldest, sum(length(bytes)) AS bytes FROM batches')
      .all() as { oldest: number | null; bytes: number | null }[];
    // A journal that was read to its end keeps its number in the table of facts.
    const kept = Number(fact(database, 'next') ?? '1');
    this.#next = Math.max(kept, this.#reader.end());
    this.#oldest = row.oldest ?? this.#next;
    this.#bytes = row.bytes ?? 0;
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
      throw asJournalError(error);
    }
    this.#next = position + entries;
    this.#bytes += bytes.length;
    if (this.#bytes > this.#options.limitBytes) this.#dropOldest();
    return position;
  }

  async read(position: number): Promise<JournalBatch | undefined> {
    return this.#reader.read(Math.max(position, this.#oldest), (loss) => this.#lose(loss));
  }

  async release(consumer: Consumer, position: number): Promise<void> {
    if (position <= this.#positions[consumer]) return;
    this.#positions[consumer] = position;
    const database = this.#database;
    database
      .prepare(
        'INSERT INTO consumers (name, position) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET position = excluded.position',
      )
      .run(consumer, position);
    this.#deleteBefore(this.#releasable());
  }

  async senders(): Promise<SavedSenders> {
    const senders = new Map<string, SavedSender>();
    for (const { name, state } of this.#database.prepare('SELECT name, state FROM senders').all()) {
      senders.set(String(name), JSON.parse(String(state)));
    }
    return { position: Number(fact(this.#database, 'senders') ?? '1'), senders };
  }

  async saveSenders({ position, senders }: SavedSenders, forgotten: readonly string[]): Promise<void> {
    const database = this.#database;
    const save = database.prepare(
      'INSERT INTO senders (name, state) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET state = excluded.state',
    );
    const forget = database.prepare('DELETE FROM senders WHERE name = ?');
    inTransaction(database, () => {
      for (const [name, state] of senders) save.run(name, JSON.stringify(state));
      for (const name of forgotten) forget.run(name);
      setFact(database, 'senders', String(position));
    });
    this.#deleteBefore(this.#releasable());
  }

  async losses(): Promise<JournalLoss[]> {
    return this.#database
      .prepare('SELECT from_position, to_position, at_ms, reason FROM losses ORDER BY from_position')
      .all()
      .map((row) => ({
        from: Number(row.from_position),
        to: Number(row.to_position),
        atMs: Number(row.at_ms),
        reason: row.reason as JournalLoss['reason'],
      }));
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#database.close();
  }

  /** Nothing that a consumer or the next start still needs lies before this position. */
  #releasable(): number {
    const saved = Number(fact(this.#database, 'senders') ?? '1');
    return Math.min(this.#positions.judging, this.#positions.store, saved);
  }

  /** At the limit the oldest rows go, whoever still needs them; what the store had not read is written down as lost. */
  #dropOldest(): void {
    let bytes = this.#bytes;
    let before = this.#oldest;
    for (const row of this.#database
      .prepare('SELECT position, entries, length(bytes) AS bytes FROM batches ORDER BY position')
      .iterate()) {
      // A tenth is freed at a time, so that this does not happen at every append.
      if (bytes <= this.#options.limitBytes * 0.9) break;
      bytes -= Number(row.bytes);
      before = Number(row.position) + Number(row.entries);
    }
    const firstUnread = Math.max(this.#positions.store, this.#oldest);
    if (before > firstUnread) {
      this.#lose({ from: firstUnread, to: before - 1, atMs: this.#options.nowMs(), reason: 'limit' });
    }
    this.#deleteBefore(before);
  }

  #deleteBefore(position: number): void {
    const database = this.#database;
    const size = database.prepare(
      'SELECT sum(length(bytes)) AS bytes FROM (SELECT bytes FROM batches WHERE position + entries <= ? ORDER BY position LIMIT ?)',
    );
    const remove = database.prepare(
      'DELETE FROM batches WHERE position IN (SELECT position FROM batches WHERE position + entries <= ? ORDER BY position LIMIT ?)',
    );
    for (;;) {
      const freed = Number(size.get(position, DELETE_ROWS)?.bytes ?? 0);
      let removed = 0;
      inTransaction(database, () => {
        removed = Number(remove.run(position, DELETE_ROWS).changes);
        if (removed > 0) setFact(database, 'next', String(this.#next));
      });
      this.#bytes -= freed;
      if (removed < DELETE_ROWS) break;
    }
    const first = database.prepare('SELECT min(position) AS oldest FROM batches').get()?.oldest;
    this.#oldest = first === null || first === undefined ? this.#next : Number(first);
  }

  #lose(loss: JournalLoss): void {
    this.#database
      .prepare(
        'INSERT INTO losses (from_position, to_position, at_ms, reason) VALUES (?, ?, ?, ?) ON CONFLICT (from_position) DO NOTHING',
      )
      .run(loss.from, loss.to, loss.atMs || this.#options.nowMs(), loss.reason);
    this.#options.onLoss(loss);
  }
}

/** The reading side alone, for another thread: the same file, never written. */
export function openJournalReader(file: string): {
  read(position: number): JournalBatch | undefined;
  close(): void;
} {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 1_000 });
  const rows = new JournalRows(database);
  return {
    // What cannot be read is written down by the thread that owns the journal.
    read: (position) => rows.read(position, () => {}),
    close: () => database.close(),
  };
}

/** Rows of the table of batches, checked. */
class JournalRows {
  readonly #select: StatementSync;
  readonly #last: StatementSync;

  constructor(database: DatabaseSync) {
    this.#select = database.prepare(
      'SELECT position, entries, crc, bytes FROM batches WHERE position >= (SELECT coalesce(max(position), 0) FROM batches WHERE position <= ?) ORDER BY position LIMIT 1',
    );
    this.#last = database.prepare('SELECT position, entries FROM batches ORDER BY position DESC LIMIT 1');
  }

  /** Position behind the last entry. */
  end(): number {
    const last = this.#last.get();
    return last ? Number(last.position) + Number(last.entries) : 1;
  }

  /** The batch that holds `position`, or the next one that can be read; what lies between is told as lost. */
  read(position: number, onLoss: (loss: JournalLoss) => void): JournalBatch | undefined {
    for (let from = position; ; ) {
      const row = this.#select.get(from);
      if (!row) return undefined;
      const first = Number(row.position);
      const entries = Number(row.entries);
      if (first + entries <= from) return this.#after(from, onLoss);
      const bytes = row.bytes as Uint8Array;
      if (crc32(bytes) === Number(row.crc)) return { position: first, entries, bytes };
      onLoss({ from: first, to: first + entries - 1, atMs: 0, reason: 'damaged' });
      from = first + entries;
    }
  }

  /** `from` lies in a hole behind a batch: the next batch, if any. */
  #after(from: number, onLoss: (loss: JournalLoss) => void): JournalBatch | undefined {
    return this.end() > from ? this.read(from + 1, onLoss) : undefined;
  }
}

function openDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 5_000 });
    database.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    database.exec(`
      CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS batches (position INTEGER PRIMARY KEY, entries INTEGER NOT NULL, crc INTEGER NOT NULL, bytes BLOB NOT NULL);
      CREATE TABLE IF NOT EXISTS consumers (name TEXT PRIMARY KEY, position INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS senders (name TEXT PRIMARY KEY, state TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS losses (from_position INTEGER PRIMARY KEY, to_position INTEGER NOT NULL, at_ms INTEGER NOT NULL, reason TEXT NOT NULL);
    `);
    const format = fact(database, 'format');
    if (format === undefined) setFact(database, 'format', String(FORMAT));
    else if (Number(format) !== FORMAT)
      throw new Error(`its format is ${format}, this program knows ${FORMAT}`);
    return database;
  } catch (error) {
    database?.close();
    if (isFull(error)) throw new JournalFullError(error);
    throw new JournalDamagedError(file, error);
  }
}

function fact(database: DatabaseSync, name: string): string | undefined {
  return database.prepare('SELECT value FROM facts WHERE name = ?').get(name)?.value as string | undefined;
}

function setFact(database: DatabaseSync, name: string, value: string): void {
  database
    .prepare(
      'INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    )
    .run(name, value);
}

function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec('BEGIN IMMEDIATE');
  try {
    work();
    database.exec('COMMIT');
  } catch (error) {
    if (database.isTransaction) database.exec('ROLLBACK');
    throw error;
  }
}

/** Primary codes of SQLite: READONLY, IOERR, FULL, CANTOPEN. */
const FULL_CODES = new Set([8, 10, 13, 14]);

function isFull(error: unknown): boolean {
  const code = (error as { errcode?: number }).errcode;
  return code !== undefined && FULL_CODES.has(code & 0xff);
}

function asJournalError(error: unknown): unknown {
  return isFull(error) ? new JournalFullError(error) : error;
}
