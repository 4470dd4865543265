import { DatabaseSync } from 'node:sqlite';
import { JournalDamagedError, JournalFullError } from './journal.ts';
import { prepareLosses } from './journal-losses.ts';
import { isBusy, isFull } from './sqlite-codes.ts';

const FORMAT = 1;
/** Pages of this size hold a whole small batch; measured best between 4 and 64 KiB for batches of 10 to 300 KiB. */
const PAGE_BYTES = 16_384;
/** Pages of the write-ahead log between checkpoints: 32 MiB. */
const CHECKPOINT_PAGES = 2_048;
/** A write-ahead log that had to grow beyond this shrinks again. */
const LOG_BYTES = 64 * 1024 ** 2;

/** Opens the file of a journal, or makes it; one sentence says what to do when it cannot be. */
export function openJournalDatabase(file: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 5_000 });
    database.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec(`PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    database.exec(`PRAGMA journal_size_limit = ${LOG_BYTES}`);
    database.exec('PRAGMA trusted_schema = OFF');
    database.exec(`
      CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT NOT NULL);
      CREATE TABLE IF NOT EXISTS batches (position INTEGER PRIMARY KEY, entries INTEGER NOT NULL, crc INTEGER NOT NULL, bytes BLOB NOT NULL);
      CREATE TABLE IF NOT EXISTS consumers (name TEXT PRIMARY KEY, position INTEGER NOT NULL);
      CREATE TABLE IF NOT EXISTS senders (name TEXT PRIMARY KEY, state TEXT NOT NULL);
    `);
    prepareLosses(database);
    const format = fact(database, 'format');
    if (format === undefined) setFact(database, 'format', String(FORMAT));
    else if (Number(format) !== FORMAT)
      throw new Error(`its format is ${format}, this program knows ${FORMAT}`);
    return database;
  } catch (error) {
    database?.close();
    if (isFull(error)) throw new JournalFullError(error);
    if (isBusy(error)) {
      throw new Error(`the journal ${file} is held by another program: end that one and start again`, {
        cause: error,
      });
    }
    throw new JournalDamagedError(file, error);
  }
}

/** One of the few things that are kept as text. */
export function fact(database: DatabaseSync, name: string): string | undefined {
  return database.prepare('SELECT value FROM facts WHERE name = ?').get(name)?.value as string | undefined;
}

export function setFact(database: DatabaseSync, name: string, value: string): void {
  database
    .prepare(
      'INSERT INTO facts (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    )
    .run(name, value);
}
