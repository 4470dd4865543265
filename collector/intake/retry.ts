import { JournalFullError } from '#collector/journal/journal.ts';
import { IntakeOverloadedError } from './intake.ts';

/** When the journal takes nothing, somebody must make room on its disk. */
const FULL_MS = 30_000;
/** Too much waits already, or the ledger is busy: soon it will be better. */
const BUSY_MS = 5_000;

/** How long a sender waits before it sends the same again. */
export function retryAfterMs(error: unknown): number {
  return error instanceof JournalFullError ? FULL_MS : BUSY_MS;
}

/** True where sending the same again helps. */
export function isPassing(error: unknown): error is Error {
  return error instanceof JournalFullError || error instanceof IntakeOverloadedError;
}
