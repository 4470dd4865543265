import { AsyncLocalStorage } from 'node:async_hooks';
import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueryResult } from 'pg';
import type { PostgresAddress } from '#collector/config/ledger-address.ts';
import { LedgerBusyError, LedgerTakenError } from '../ledger-errors.ts';
import type { Sql, SqlValue } from '../sql.ts';
import { openLink } from './link.ts';
import { writeLock } from './locks.ts';
import { LONG_PATIENCE, PATIENCE, type Patience } from './patience.ts';
import type { Session } from './session.ts';
import { onlyReads } from './statement-text.ts';

/** Callers that may wait for the transaction under way. */
const WAITING_LIMIT = 10_000;

export interface PostgresOptions {
  /** Number of the holder under which this one may write; without it anybody may. See `hold.ts`. */
  holder?: number | undefined;
  /** What the connection is for, as the server shows it. */
  purpose?: string;
  /** Statements may take an hour: migrations, copies. */
  isPatient?: boolean;
  /** Of its own; for tests. */
  patience?: Patience;
  /**
   * Told when a transaction that was reported as failed, while nobody could tell, turns out to have been written: what
   * the caller holds in memory may be older than the ledger.
   */
  onStray?: ((error: Error) => void) | undefined;
}

/** A transaction under way: calls from inside of it come one after the other. */
interface Own {
  open: boolean;
  session: Session;
  tail: Promise<unknown>;
}

/**
 * The ledger in a database of PostgreSQL; every thread opens a connection of its own. It keeps what `openSqlite` does:
 * calls run one after the other, what is called from inside a transaction belongs to it, and one transaction writes
 * at a time, over all connections.
 *
 * A connection that is lost comes back by itself. Until then callers wait a few seconds, and are told at once after
 * that; nothing that was reported as failed was written, as far as the server can be asked.
 */
export function openPostgres(address: PostgresAddress, options: PostgresOptions = {}): Sql {
  const { holder, purpose = 'ledger', isPatient = false } = options;
  const { patience = isPatient ? LONG_PATIENCE : PATIENCE } = options;
  const link = openLink({ address, name: applicationName(purpose), patience });
  const begin = beginWriting(address.schema, holder !== undefined);
  const current = new AsyncLocalStorage<Own>();
  let tail: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  let closed = false;
  /** A transaction of which nobody could say what became of it. */
  let unsure: string | undefined;

  const sql: Sql = {
    all: async (text, ...values) => (await call(text, values)).rows as never,
    get: async (text, ...values) => (await call(text, values)).rows[0] as never,
    run: async (text, ...values) => (await call(text, values)).rowCount ?? 0,
    async transaction(work) {
      if (current.getStore()?.open) return work(sql);
      return queued(async () => {
        const { session, transaction } = await begun();
        const result = await inside(session, () => work(sql));
        await commit(session, transaction);
        return result;
      });
    },
    async snapshot(work) {
      if (current.getStore()?.open) return work(sql);
      return queued(async () => {
        const session = await onceMore(async (session) => {
          await session.script('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
          return session;
        });
        const result = await inside(session, () => work(sql));
        await session.script('COMMIT');
        return result;
      });
    },
    async close() {
      if (closed) return;
      closed = true;
      await tail;
      await link.close();
    },
  };
  return sql;

  async function call(text: string, values: readonly SqlValue[]): Promise<QueryResult> {
    const own = current.getStore();
    if (own?.open) return inTurn(own, () => own.session.query(text, values));
    return queued(async () => {
      if (onlyReads(text)) return onceMore((session) => session.query(text, values));
      const { session, transaction } = await begun();
      const result = await inside(session, () => session.query(text, values));
      await commit(session, transaction);
      return result;
    });
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

  /** A connection that was idle may have been lost without a word: what changes nothing is done again on a new one. */
  async function onceMore<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
    const first = await link.session();
    try {
      await settle(first);
      return await work(first);
    } catch (error) {
      if (!first.isLost) throw error;
      return work(await link.session());
    }
  }

  async function settle(session: Session): Promise<void> {
    if (unsure === undefined) return;
    const verdict = await verdictOf(session, unsure).catch((error) => {
      if (session.isLost) throw error;
      // A server that does not know it is another one than that which was lost.
      return undefined;
    });
    unsure = undefined;
    if (verdict === 'committed')
      options.onStray?.(new Error('the ledger has what was reported as not written'));
  }

  function begun(): Promise<{ session: Session; transaction: string }> {
    return onceMore(async (session) => {
      try {
        const { rows } = await session.script(begin);
        if (holder !== undefined && rows[0].holder !== holder) throw takenOver();
        return { session, transaction: rows[0].transaction };
      } catch (error) {
        await rollBack(session);
        throw error;
      }
    });
  }

  /** Does the work of a transaction that has begun, and rolls it back when that fails. */
  async function inside<Result>(session: Session, work: () => Promise<Result>): Promise<Result> {
    const own: Own = { open: true, session, tail: Promise.resolve() };
    try {
      const result = await current.run(own, work);
      own.open = false;
      // What it began and did not wait for belongs to it.
      await own.tail;
      return result;
    } catch (error) {
      own.open = false;
      await own.tail;
      await rollBack(session);
      throw error;
    }
  }

  async function commit(session: Session, transaction: string): Promise<void> {
    try {
      const { command } = await session.script('COMMIT');
      if (command !== 'COMMIT')
        throw new Error('nothing was written: a statement had failed, and the transaction went on after it');
    } catch (error) {
      if (!session.isLost || !(await wasCommitted(transaction, error as Error))) throw error;
    }
  }

  /** The connection was lost while the answer was on its way: the server knows what became of it. */
  async function wasCommitted(transaction: string, cause: Error): Promise<boolean> {
    for (const endMs = performance.now() + patience.verdictMs; performance.now() < endMs; await sleep(50)) {
      const verdict = await onceMore((session) => verdictOf(session, transaction)).catch(() => undefined);
      if (verdict !== undefined) return verdict === 'committed';
    }
    unsure = transaction;
    throw new LedgerBusyError(
      `the ledger was lost while it wrote, and nobody knows whether it did (${cause.message})`,
      { cause },
    );
  }
}

/** Who it is, for those who look at the server. */
export function applicationName(purpose: string): string {
  return `ward ${purpose} ${process.pid}@${hostname()}`.slice(0, 63);
}

/** Every statement of it sees what was committed before it: the lock is waited for by the first. */
function beginWriting(schema: string, asksHolder: boolean): string {
  const { first, second } = writeLock(schema);
  const holder = asksHolder ? ', (SELECT number FROM ledger_holder) AS holder' : '';
  return `BEGIN; SELECT pg_advisory_xact_lock(${first}, ${second}); SELECT CAST(txid_current() AS TEXT) AS transaction${holder}`;
}

/** Undefined: it is still under way. */
async function verdictOf(
  session: Session,
  transaction: string,
): Promise<'committed' | 'aborted' | undefined> {
  const text = 'SELECT txid_status(CAST(? AS BIGINT)) AS verdict';
  const { rows } = await session.query(text, [transaction]);
  return rows[0].verdict === 'in progress' ? undefined : rows[0].verdict;
}

async function rollBack(session: Session): Promise<void> {
  // A connection that cannot even do that is lost, and the transaction with it.
  if (!session.isLost) await session.script('ROLLBACK').catch(() => session.end());
}

function inTurn<Result>(own: Own, work: () => Promise<Result>): Promise<Result> {
  const mine = own.tail.then(work);
  own.tail = mine.catch(() => {});
  return mine;
}

function takenOver(): LedgerTakenError {
  return new LedgerTakenError(
    'another collector has taken the ledger over since it was opened here: start this one again once that one has ended',
  );
}
