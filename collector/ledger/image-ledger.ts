/*
 * A ledger as it is at one moment, copied while people and judging go on writing it: for backups, in the form of a SQLite
 * file whatever engine it is on.
 */
import { closeSync, fsyncSync, openSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import type { LedgerAddress } from '#collector/config/ledger-address.ts';
import { ledgerFile } from './open-ledger.ts';

/** Pages of one step, between which others of this process have their turn. */
const STEP_PAGES = 1_000;

/** A moment of a ledger. What is written after it was begun changes nothing in it. */
export interface LedgerImage {
  /** Bytes that a copy will have, about; 0 where nobody can tell. */
  readonly fileBytes: number;
  /** Writes it into a new SQLite file, durably. */
  copyTo(file: string, onBytes: (bytes: number) => void, signal?: AbortSignal): Promise<void>;
  /** May be called twice. */
  close(): Promise<void>;
}

/** Holds a moment of the ledger that the configuration names. */
export async function beginLedgerImage(address: LedgerAddress, dataDir: string): Promise<LedgerImage> {
  if (address.kind !== 'sqlite') throw new Error('a ledger on PostgreSQL cannot be backed up yet');
  return beginSqlite(ledgerFile(dataDir));
}

/**
 * In one read transaction: a copy that goes on in steps without one begins anew whenever somebody writes. Pages stay
 * where they are, so that most of a copy is the same as the one before.
 */
function beginSqlite(file: string): LedgerImage {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
  let pageBytes = 0;
  let pages = 0;
  try {
    database.exec('BEGIN');
    // The first look holds the moment.
    pages = pragma(database, 'page_count');
    pageBytes = pragma(database, 'page_size');
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    fileBytes: pages * pageBytes,
    async copyTo(to, onBytes, signal) {
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
      syncFile(to);
    },
    async close() {
      if (database.isOpen) database.close();
    },
  };
}

function syncFile(file: string): void {
  const descriptor = openSync(file, 'r+');
  fsyncSync(descriptor);
  closeSync(descriptor);
}

function pragma(database: DatabaseSync, name: string): number {
  return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0] ?? 0);
}
