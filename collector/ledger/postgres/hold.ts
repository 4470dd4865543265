import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { nameOfLedger, type PostgresAddress } from '#collector/config/ledger-address.ts';
import { LedgerTakenError } from '../ledger-errors.ts';
import { type Link, openLink } from './link.ts';
import { collectorLock, type LockKey, writeLock } from './locks.ts';
import { PATIENCE } from './patience.ts';
import { applicationName } from './postgres.ts';
import { unusable } from './postgres-errors.ts';
import type { Session } from './session.ts';

const BEAT_MS = 2_000;
const RETRY_MS = 1_000;
/** A holder that is just ending, or a session of ours that the server has not given up yet, is waited for. */
const LEAVING_MS = 1_000;

/** A ledger that is this process's alone. */
export interface PostgresHold {
  /** Counts up with every holder: whoever wrote under an older number writes no more. */
  number: number;
  close(): Promise<void>;
}

/** A session that holds the lock. */
interface Holder {
  pid: number;
  name: string;
  address: string | null;
  since: string;
}

/**
 * Takes the ledger for this process, by a lock of a session that the server gives up with it, and by a number that
 * every transaction of ours looks at: a collector that was cut off and replaced meanwhile writes nothing. Rejects with
 * a `LedgerTakenError` that says who has it. When it is lost to another, `onLost` is told once.
 */
export async function holdPostgres(
  address: PostgresAddress,
  purpose: string,
  onLost: (error: LedgerTakenError) => void,
): Promise<PostgresHold> {
  // Tells sessions of ours that the server has not given up yet from those of others.
  const mark = randomBytes(4).toString('hex');
  const name = applicationName(`${mark} ${purpose}`);
  const link = openLink({ address, name, patience: PATIENCE });
  const key = collectorLock(address.schema);
  let number: number;
  let held: Session;
  try {
    held = await link.session();
    await take(held);
    number = await nextNumber(held, address);
  } catch (error) {
    await link.close();
    throw unusable(address, error);
  }
  let closed = false;
  const watching = watch();

  return {
    number,
    async close() {
      closed = true;
      await link.close();
      await watching;
    },
  };

  /** As long as the ledger is away nobody else can have it either: we come back when it does. */
  async function watch(): Promise<void> {
    while (!closed) {
      await pause(held.isLost ? RETRY_MS : BEAT_MS, held);
      if (closed) return;
      try {
        await stay(link);
      } catch (error) {
        if (!(error instanceof LedgerTakenError) || closed) continue;
        return onLost(error);
      }
    }
  }

  async function stay(link: Link): Promise<void> {
    const session = await link.session();
    if (session !== held) await take(session);
    held = session;
    const { rows } = await session.query('SELECT number FROM ledger_holder');
    if (rows[0]?.number !== number) throw taken(address, undefined);
  }

  async function take(session: Session): Promise<void> {
    for (const endMs = performance.now() + LEAVING_MS; ; await sleep(100)) {
      const { rows } = await session.query('SELECT pg_try_advisory_lock(?, ?) AS done', [
        key.first,
        key.second,
      ]);
      if (rows[0].done === 1) return;
      const holder = await holderOf(session, key);
      if (holder?.name.includes(mark)) await session.query('SELECT pg_terminate_backend(?)', [holder.pid]);
      if (performance.now() > endMs) throw taken(address, holder);
    }
  }
}

/** Ends when that time is over, or with the session. */
async function pause(ms: number, session: Session): Promise<void> {
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, ms);
  timer.unref();
  await Promise.race([over.promise, session.isLost ? over.promise : session.ended]);
  clearTimeout(timer);
}

async function nextNumber(session: Session, { schema }: PostgresAddress): Promise<number> {
  const { first, second } = writeLock(schema);
  const found = await session.query('SELECT oid FROM pg_namespace WHERE nspname = ?', [schema]);
  if (found.rows.length === 0) await session.script(`CREATE SCHEMA IF NOT EXISTS "${schema}"`);
  const { rows } = await session.script(
    `BEGIN; SELECT pg_advisory_xact_lock(${first}, ${second});
     CREATE TABLE IF NOT EXISTS ledger_holder (name TEXT PRIMARY KEY, number BIGINT NOT NULL);
     INSERT INTO ledger_holder VALUES ('holder', 1)
       ON CONFLICT (name) DO UPDATE SET number = ledger_holder.number + 1;
     COMMIT; SELECT number FROM ledger_holder`,
  );
  return rows[0].number;
}

async function holderOf(session: Session, { first, second }: LockKey): Promise<Holder | undefined> {
  const { rows } = await session.query(
    `SELECT a.pid, a.application_name AS name, CAST(a.client_addr AS TEXT) AS address,
       to_char(a.backend_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') AS since
     FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
     WHERE l.locktype = 'advisory' AND l.classid = ? AND l.objid = ? AND l.granted
       AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    [first, second],
  );
  return rows[0];
}

function taken(address: PostgresAddress, holder: Holder | undefined): LedgerTakenError {
  const who = holder
    ? `"${holder.name}" (${holder.address ?? 'on the machine of the server'}, session ${holder.pid} since ${holder.since} UTC)`
    : 'another collector';
  return new LedgerTakenError(
    `the ledger ${nameOfLedger(address)} is held by ${who}: stop that one, or give this one another database or "schema"`,
  );
}
