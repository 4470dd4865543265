import { AsyncLocalStorage } from 'node:async_hooks';
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { LedgerBusyError, LedgerUnusableError } from './ledger-errors.ts';
import type { Sql } from './sql.ts';

/** Blocks the thread at most this long while another connection commits; after it the wait goes on with timers. */
const BUSY_BLOCKING_MS = 50;
/** Another connection that keeps the write lock longer than this is stuck. */
const BUSY_LIMIT_MS = 15_000;
const PREPARED_STATEMENTS = 300;
/** Callers that may wait for the transaction under way. */
const WAITING_LIMIT = 10_000;

/** Corrupt, and no database at all. */
const DAMAGE: ReadonlySet<number> = new Set([11, 26]);
/** Read-only, failing, full, not to be opened. */
const UNWRITABLE: ReadonlySet<number> = new Set([8, 10, 13, 14]);

/** The error as one that says what to do where it is about the file; as it is otherwise. */
export function explained(file: string, error: unknown): unknown {
  const code = primaryCode(error);
  return DAMAGE.has(code) || UNWRITABLE.has(code) ? unusable(file, error) : error;
}

/** Its file is damaged, or cannot be written. */
export function unusable(file: string, cause: unknown): LedgerUnusableError {
  const remedy = DAMAGE.has(primaryCode(cause))
    ? 'restore a copy of it, or move it away to begin anew without people, agents and rules'
    : 'make room on its disk and let the user of this process write it';
  return new LedgerUnusableError(
    `the ledger ${file} cannot be opened (${(cause as Error).message}): ${remedy}`,
    { cause },
  );
}

/**
 * The ledger in a SQLite file. Each thread opens a connection of its own.
 *
 * Calls run one after the other; a transaction keeps the others out until it has ended. What is called from inside
 * a transaction, on this object or on the one handed to `work`, belongs to it, so repositories made once with the
 * connection can be used in a transaction without passing it on.
 */
export function openSqlite(file: string): Sql {
  const database = openDatabase(file);
  const prepared = new Map<string, StatementSync>();
  const current = new AsyncLocalStorage<{ open: boolean }>();
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let closed = false;

  const sql: Sql = {
    all: (text, ...values) => call(() => statement(text).all(...values)) as never,
    get: (text, ...values) => call(() => statement(text).get(...values)) as never,
    run: (text, ...values) => call(() => Number(statement(text).run(...values).changes)),
    transaction: (work) => within('BEGIN IMMEDIATE', work),
    snapshot: (work) => within('BEGIN', work),
    async close() {
      if (closed) return;
      closed = true;
      await tail;
      prepared.clear();
      database.close();
    },
  };
  return sql;

  async function within<Result>(begin: string, work: (sql: Sql) => Promise<Result>): Promise<Result> {
    if (current.getStore()?.open) return work(sql);
    return queued(async () => {
      await whileBusy(() => database.exec(begin));
      const own = { open: true };
      try {
        const result = await current.run(own, () => work(sql));
        own.open = false;
        await whileBusy(() => database.exec('COMMIT'));
        return result;
      } catch (error) {
        own.open = false;
        // SQLite has rolled back by itself after some errors, such as a full disk.
        if (database.isTransaction) database.exec('ROLLBACK');
        throw error;
      }
    });
  }

  async function call<Result>(work: () => Result): Promise<Result> {
    if (current.getStore()?.open) return work();
    return queued(() => whileBusy(work));
  }

  function queued<Result>(work: () => Promise<Result>): Promise<Result> {
    if (closed) return Promise.reject(new Error('the ledger is closed'));
    if (waiting >= WAITING_LIMIT) {
      return Promise.reject(new LedgerBusyError(`${waiting} callers are already waiting for the ledger`));
    }
    waiting++;
    const mine = tail.then(work).finally(() => waiting--);
    tail = mine.catch(() => {});
    return mine;
  }

  function statement(text: string): StatementSync {
    const known = prepared.get(text);
    if (known) return known;
    if (prepared.size >= PREPARED_STATEMENTS) prepared.delete(prepared.keys().next().value as string);
    const made = database.prepare(text);
    prepared.set(text, made);
    return made;
  }
}

function openDatabase(file: string): DatabaseSync {
  try {
    // Sessions and keys are kept only as hashes, and still nobody else on the machine need read them.
    closeSync(openSync(file, 'a', 0o600));
    const database = new DatabaseSync(file, { timeout: BUSY_BLOCKING_MS });
    database.exec('PRAGMA journal_mode = WAL');
    database.exec('PRAGMA synchronous = FULL');
    database.exec('PRAGMA foreign_keys = ON');
    database.exec('PRAGMA trusted_schema = OFF');
    return database;
  } catch (error) {
    throw unusable(file, error);
  }
}

/** Repeats what another connection's write lock kept from running, without blocking this thread for long. */
async function whileBusy<Result>(work: () => Result): Promise<Result> {
  const startMs = performance.now();
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (performance.now() - startMs > BUSY_LIMIT_MS) {
        throw new LedgerBusyError(`the ledger has been locked for ${BUSY_LIMIT_MS / 1000} s`, {
          cause: error,
        });
      }
    }
    await sleep(5);
  }
}

/** SQLITE_BUSY and its extended codes. */
function isBusy(error: unknown): boolean {
  return primaryCode(error) === 5;
}

/** 0 for what is no error of SQLite. */
function primaryCode(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff;
}
