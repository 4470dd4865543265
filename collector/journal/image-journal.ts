/*
 * A journal as it is at one moment, copied while entries go on arriving: for backups. What is written anew is as large as
 * the entries that are there, whatever room the file had taken up before.
 */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { CONSUMERS, type Consumer } from './journal.ts';
import { fact } from './journal-file.ts';
import { JournalRows } from './journal-rows.ts';
import { isDamage } from './sqlite-codes.ts';
import { openSqliteJournal } from './sqlite-journal.ts';

/** Copied between two looks at the signal. */
const SLICE_BYTES = 4 * 2 ** 20;

/** What a journal holds. */
export interface JournalFigures {
  /** Position of the oldest entry, and the one that the next entry gets. */
  from: number;
  next: number;
  batches: number;
  entries: number;
  bytes: number;
  /** Entries that could not be read; they are in no copy. */
  damagedEntries: number;
  /** From here on the entries tell which sequences of agents are there. */
  sendersPosition: number;
  /** How far each consumer had let go of entries. */
  released: Record<Consumer, number>;
}

/** A moment of a journal. What is appended, and what is dropped, after it was begun changes nothing in it. */
export interface JournalImage {
  readonly next: number;
  /** Bytes of the entries that are there. */
  readonly bytes: number;
  /** Writes it into a new file, durably, and says what is in it. */
  copyTo(file: string, onBytes: (bytes: number) => void, signal?: AbortSignal): Promise<JournalFigures>;
  /** May be called twice. */
  close(): void;
}

/** Holds a moment of the journal, which another process or thread goes on writing, in one read transaction. */
export function beginJournalImage(file: string): JournalImage {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  try {
    database.exec('BEGIN');
    const rows = new JournalRows(database);
    const next = Math.max(Number(fact(database, 'next') ?? '1'), rows.end());
    return {
      next,
      bytes: bytesOf(database),
      copyTo: (to, onBytes, signal) => copy(database, rows, next, to, onBytes, signal),
      close() {
        if (database.isOpen) database.close();
      },
    };
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Reads every entry of a journal that nobody writes, as it was written or not. */
export async function checkJournal(file: string, signal?: AbortSignal): Promise<JournalFigures> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const rows = new JournalRows(database);
    const next = Math.max(Number(fact(database, 'next') ?? '1'), rows.end());
    return await walk(database, rows, next, () => {}, signal);
  } finally {
    database.close();
  }
}

/** Opens it as a collector does whose consumers have been so far; false when it would have to be taken for another journal. */
export async function isTakenUp(file: string, reached: number): Promise<boolean> {
  const limitBytes = Number.MAX_SAFE_INTEGER;
  const journal = openSqliteJournal({ file, limitBytes, reached, nowMs: () => 0, onLoss() {} });
  await journal.close();
  return !journal.replaced;
}

async function copy(
  from: DatabaseSync,
  rows: JournalRows,
  next: number,
  file: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<JournalFigures> {
  closeSync(openSync(file, 'wx', 0o600));
  const to = new DatabaseSync(file);
  try {
    to.exec(`PRAGMA page_size = ${pragma(from, 'page_size')}; PRAGMA synchronous = OFF; BEGIN`);
    const tables = from.prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").all();
    for (const { name, sql } of tables) {
      to.exec(String(sql));
      if (name !== 'batches') copyTable(from, to, String(name));
    }
    const others = from.prepare("SELECT sql FROM sqlite_schema WHERE type <> 'table' AND sql IS NOT NULL");
    for (const { sql } of others.all()) to.exec(String(sql));
    const insert = to.prepare('INSERT INTO batches (position, entries, crc, bytes) VALUES (?, ?, ?, ?)');
    const figures = await walk(
      from,
      rows,
      next,
      (position, entries, bytes) => {
        insert.run(position, entries, crc32(bytes), bytes);
        onBytes(bytes.length);
      },
      signal,
    );
    to.exec('COMMIT');
    return figures;
  } finally {
    to.close();
    const descriptor = openSync(file, 'r+');
    fsyncSync(descriptor);
    closeSync(descriptor);
  }
}

/** All batches one after the other, and what all of it comes to. */
async function walk(
  database: DatabaseSync,
  rows: JournalRows,
  next: number,
  onBatch: (position: number, entries: number, bytes: Uint8Array) => void,
  signal: AbortSignal | undefined,
): Promise<JournalFigures> {
  const released = { judging: 1, store: 1, records: 1 };
  for (const { name, position } of database.prepare('SELECT name, position FROM consumers').all())
    if (CONSUMERS.includes(name as Consumer)) released[name as Consumer] = Number(position);
  const sendersPosition = Number(fact(database, 'senders') ?? '1');
  const from = rows.firstReadableBehind(0) ?? next;
  const figures = {
    from,
    next,
    batches: 0,
    entries: 0,
    bytes: 0,
    damagedEntries: 0,
    sendersPosition,
    released,
  };
  let slice = 0;
  for (let position = from; position < next; ) {
    const batch = rows.read(position, (first, last) => {
      figures.damagedEntries += last - first + 1;
    });
    if (!batch) break;
    onBatch(batch.position, batch.entries, batch.bytes);
    figures.batches++;
    figures.entries += batch.entries;
    figures.bytes += batch.bytes.length;
    position = batch.position + batch.entries;
    slice += batch.bytes.length;
    if (slice < SLICE_BYTES) continue;
    slice = 0;
    await setImmediate();
    signal?.throwIfAborted();
  }
  return figures;
}

function copyTable(from: DatabaseSync, to: DatabaseSync, name: string): void {
  const quoted = `"${name.replaceAll('"', '""')}"`;
  const columns = from.prepare(`SELECT * FROM ${quoted}`);
  columns.setReturnArrays(true);
  let insert: ReturnType<DatabaseSync['prepare']> | undefined;
  for (const row of columns.iterate()) {
    const values = row as unknown as (string | number | null | Uint8Array)[];
    insert ??= to.prepare(`INSERT INTO ${quoted} VALUES (${values.map(() => '?').join(', ')})`);
    insert.run(...values);
  }
}

/** Where a damaged page hides some of them, those of the file. */
function bytesOf(database: DatabaseSync): number {
  try {
    const row = database.prepare('SELECT sum(length(bytes)) AS bytes FROM batches').get();
    return Number(row?.bytes ?? 0);
  } catch (error) {
    if (!isDamage(error)) throw error;
    return pragma(database, 'page_count') * pragma(database, 'page_size');
  }
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0);
}
