import type { JournalBatch } from '#collector/journal/journal.ts';
import type { AlertEvent } from '#protocol/alert.ts';

/**
 * Judges the stream of the journal. Runs in the intake thread, right behind the journal.
 *
 * Promises: `take` walks the entries of a batch that begins at `position`, allocates nothing per sample, and reads
 * no clock: time comes from frames and ticks. `commit` makes state, position and the events since the last commit
 * durable in one transaction and returns these events; after a crash judging resumes at the committed position and
 * makes the same events with the same ids, which are then recognised and not returned again.
 */
export interface Judge {
  /** Position of the next entry to judge. */
  readonly position: number;
  /** Events made by `take` and not yet committed. */
  readonly uncommitted: number;
  take(batch: JournalBatch): void;
  commit(): Promise<AlertEvent[]>;
  close(): Promise<void>;
}
