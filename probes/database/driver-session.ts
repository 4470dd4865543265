import { ProbeError } from '../probe-error.ts';
import { type DatabaseSession, QueryError, type Rows } from './session.ts';
import { withinTime } from './within-time.ts';

/** What a driver does for its session that knows no way to stop what is under way, or none that can be relied on. */
export interface DriverSession {
  facts: DatabaseSession['facts'];
  ask(sql: string, options: Parameters<DatabaseSession['query']>[1]): Promise<Rows>;
  /** Why a statement failed, in our words. */
  failure(error: unknown): QueryError;
  /** What the driver is given beyond the time of a statement to stop by itself. */
  graceMs: number;
  /** False once the driver itself has noticed that its connection is gone. */
  isHealthy?(): boolean;
  close(): Promise<unknown>;
  /** Ends the connection without a word, where there is a way to. */
  cut?(): void;
}

const CLOSE_MS = 1_000;

/** A session over such a driver. A statement that is given up takes its connection with it. */
export function driverSession(driver: DriverSession): DatabaseSession {
  const { facts, graceMs, isHealthy = () => true } = driver;
  let isUsable = true;
  let closing: Promise<unknown> | undefined;

  return {
    facts,
    async query(sql, options) {
      const { timeoutMs, signal } = options;
      try {
        return await withinTime(driver.ask(sql, options), { timeoutMs: timeoutMs + graceMs, signal });
      } catch (error) {
        // What goes on behind our back leaves a connection on which nobody knows what comes next.
        if (signal.aborted || error instanceof ProbeError) giveUp();
        signal.throwIfAborted();
        if (error instanceof ProbeError) throw new QueryError('too_slow', error.message, { cause: error });
        const failure = driver.failure(error);
        if (failure.message.startsWith('the server has gone away')) giveUp();
        throw failure;
      }
    },
    isUsable: () => isUsable && isHealthy(),
    async close() {
      // Whoever does not answer any more is told, and not waited for.
      if (isUsable) await withinTime(hangUp(), { timeoutMs: CLOSE_MS }).catch(() => {});
      giveUp();
    },
  };

  function giveUp(): void {
    isUsable = false;
    hangUp().catch(() => {});
    driver.cut?.();
  }

  async function hangUp(): Promise<void> {
    closing ??= driver.close();
    await closing;
  }
}
