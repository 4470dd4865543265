/*
 * A ledger as it is at one moment, copied while people and judging go on writing it: for backups, in the form of a SQLite
 * file whatever engine it is on.
 */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import type { LedgerAddress, PostgresAddress } from '#collector/config/ledger-address.ts';
import { copyLedger, formatOf } from './copy-ledger.ts';
import { migrate } from './migrate.ts';
import { MIGRATIONS, type Migration } from './migrations/index.ts';
import { ledgerFile } from './open-ledger.ts';
import { openPostgres } from './postgres/postgres.ts';
import { emptyFile } from './snapshot-sqlite.ts';
import type { Sql } from './sql.ts';
import { openSqlite } from './sqlite.ts';

/** Pages of one step, between which others of this process have their turn. */
const STEP_PAGES = 1_000;

/** A ledger that is reached, and of which no moment is held yet. */
export interface LedgerCamera {
  /** Holds the moment; takes a millisecond or so, since everything was opened before. */
  begin(): Promise<LedgerImage>;
  /** Ends the image too. May be called twice. */
  close(): Promise<void>;
}

/** A moment of a ledger. What is written after it was begun changes nothing in it. */
export interface LedgerImage {
  /** Bytes that a copy will have, about; 0 where nobody can tell. */
  readonly fileBytes: number;
  /** Writes it into a new SQLite file, durably, and lets the moment go. */
  copyTo(file: string, onBytes: (bytes: number) => void, signal?: AbortSignal): Promise<void>;
}

/** Reaches the ledger that the configuration names. */
export async function openLedgerCamera(address: LedgerAddress, dataDir: string): Promise<LedgerCamera> {
  return address.kind === 'sqlite' ? openSqliteCamera(ledgerFile(dataDir)) : openPostgresCamera(address);
}

/** In one transaction that reads what was there when it began; what is to be done in it is handed to it. */
async function openPostgresCamera(address: PostgresAddress): Promise<LedgerCamera> {
  const from = openPostgres(address, { purpose: 'backup', isPatient: true });
  await from.get('SELECT 1 AS one');
  const wanted = Promise.withResolvers<((format: readonly Migration[]) => Promise<void>) | undefined>();
  return {
    begin() {
      return new Promise((resolve, reject) => {
        const copyTo = (to: string) =>
          new Promise<void>((copied, failed) => {
            wanted.resolve((format) => copyPostgres(from, format, to).then(copied, failed));
          });
        from
          .snapshot(async () => {
            const format = await formatOf(from, MIGRATIONS);
            resolve({ fileBytes: 0, copyTo });
            const copy = await wanted.promise;
            await copy?.(format);
          })
          .catch(reject);
      });
    },
    async close() {
      wanted.resolve(undefined);
      await from.close();
    },
  };
}

async function copyPostgres(from: Sql, format: readonly Migration[], file: string): Promise<void> {
  emptyFile(file);
  await migrate(file, Date.now(), format);
  const to = openSqlite(file);
  try {
    await copyLedger(from, to, undefined, format);
  } finally {
    // The log of what was written goes into the file with it.
    await to.close();
  }
  sync(file);
}

/**
 * In one read transaction: a copy that goes on in steps without one begins anew whenever somebody writes. Pages stay
 * where they are, so that most of a copy is the same as the one before.
 */
function openSqliteCamera(file: string): LedgerCamera {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  const pageBytes = pragma(database, 'page_size');
  return {
    async begin() {
      database.exec('BEGIN');
      // The first look holds the moment.
      database.prepare('SELECT count(*) FROM sqlite_schema').get();
      return {
        fileBytes: pragma(database, 'page_count') * pageBytes,
        copyTo: (to, onBytes, signal) => copy(database, pageBytes, to, onBytes, signal),
      };
    },
    async close() {
      if (database.isOpen) database.close();
    },
  };
}

async function copy(
  database: DatabaseSync,
  pageBytes: number,
  to: string,
  onBytes: (bytes: number) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600));
  let told = 0;
  await backup(database, to, {
    rate: STEP_PAGES,
    progress({ totalPages, remainingPages }) {
      signal?.throwIfAborted();
      const done = (totalPages - remainingPages) * pageBytes;
      onBytes(done - told);
      told = done;
    },
  });
  // What was held for it keeps the log of the ledger from being emptied.
  database.exec('COMMIT');
  sync(to);
}

function sync(file: string): void {
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0);
}
