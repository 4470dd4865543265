import { setTimeout as sleep } from 'node:timers/promises';
import { LedgerBusyError, LedgerUnusableError } from '../ledger-errors.ts';
import { remedyOf, unreachable } from './postgres-errors.ts';
import { openSession, type Session, type SessionOptions } from './session.ts';

const FIRST_RETRY_MS = 50;
const LAST_RETRY_MS = 5_000;

/** A connection that comes back by itself. */
export interface Link {
  /** The connection; rejects with a `LedgerBusyError` when there is none soon. */
  session(): Promise<Session>;
  close(): Promise<void>;
}

/** Connects with the first `session`. What makes that one hopeless is a `LedgerUnusableError`; later all of it passes. */
export function openLink(options: SessionOptions): Link {
  let session: Session | undefined;
  let opening: Promise<void> | undefined;
  let everOpen = false;
  let closed = false;
  let awaySinceMs = Number.POSITIVE_INFINITY;
  let lastError: Error = new Error('not connected yet');

  return {
    async session() {
      if (session && !session.isLost) return session;
      open();
      const patienceMs = awaySinceMs + options.patience.graceMs - performance.now();
      if (patienceMs > 0) await within(patienceMs, opening);
      if (session && !session.isLost) return session;
      if (closed) throw new Error('the ledger is closed');
      if (!everOpen && lastError instanceof LedgerUnusableError) throw lastError;
      throw new LedgerBusyError(`the ledger is not reached (${lastError.message})`, { cause: lastError });
    },
    async close() {
      closed = true;
      await session?.end();
    },
  };

  function open(): void {
    if (opening || closed) return;
    if (awaySinceMs === Number.POSITIVE_INFINITY) awaySinceMs = performance.now();
    opening = reach().finally(() => {
      opening = undefined;
    });
  }

  /** Until it is there: who waits for it gives up long before. */
  async function reach(): Promise<void> {
    for (let waitMs = FIRST_RETRY_MS; !closed; waitMs = Math.min(2 * waitMs, LAST_RETRY_MS)) {
      try {
        const made = await openSession(options);
        if (closed) return await made.end();
        session = made;
        everOpen = true;
        awaySinceMs = Number.POSITIVE_INFINITY;
        // Who comes next finds it, or is told at once that it is away.
        made.ended.then(() => session === made && open());
        return;
      } catch (error) {
        lastError = everOpen ? (error as Error) : unreachable(options.address, error);
        // Nobody waits for what a person has to mend first.
        if (!everOpen && (error instanceof LedgerUnusableError || remedyOf(error))) return;
      }
      await sleep(waitMs, undefined, { ref: false });
    }
  }
}

/** Waits for the work, and no longer than that. */
async function within(limitMs: number, work: Promise<void> | undefined): Promise<void> {
  const over = Promise.withResolvers<void>();
  const timer = setTimeout(over.resolve, limitMs);
  await Promise.race([work, over.promise]);
  clearTimeout(timer);
}
