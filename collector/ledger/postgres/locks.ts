import { createHash } from 'node:crypto';

/** First of the two numbers of every advisory lock of Ward: its letters. */
const WARD = 0x57415244;

/** An advisory lock of a ledger, as the two numbers that PostgreSQL knows it by. Locks belong to a database. */
export interface LockKey {
  first: number;
  second: number;
}

/** Held by every transaction that writes: one at a time, as with SQLite. */
export function writeLock(schema: string): LockKey {
  return keyFor(`${schema} writes`);
}

/** Held by a session of the collector, for as long as that one lives. */
export function collectorLock(schema: string): LockKey {
  return keyFor(`${schema} collector`);
}

function keyFor(text: string): LockKey {
  return { first: WARD, second: createHash('sha256').update(text).digest().readInt32BE() & 0x7fffffff };
}
