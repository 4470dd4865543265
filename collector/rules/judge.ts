import type { JournalBatch } from '#collector/journal/journal.ts';
import type { AlertEvent } from '#protocol/alert.ts';
import type { GapStart } from './gap-starts.ts';

/**
 * Judges the stream of the journal. Runs in the intake thread, right behind the journal.
 *
 * Promises: `take` walks the entries of a batch that holds `position`, allocates nothing per sample, and reads
 * no clock: time comes from frames and ticks. `commit` makes the events since the last commit durable and returns
 * those that are new; about once a minute of ticks it also makes state and position durable, in the same
 * transaction. After a crash judging resumes at `durable` and makes the same events with the same ids, which are
 * then recognised and not returned again.
 */
export interface Judge {
  /** Position of the next entry to judge. */
  readonly position: number;
  /** Position at which judging resumes after a crash: the journal may drop what lies before it. */
  readonly durable: number;
  /** Events made by `take` and not yet committed. */
  readonly uncommitted: number;
  take(batch: JournalBatch): void;
  /** When it rejects, nothing was committed and the same call may be repeated. */
  commit(): Promise<AlertEvent[]>;
  /** Makes state and position durable whatever the time; may be called twice. */
  close(): Promise<void>;
}

/** A span of history that arrived behind the stream, to be re-judged from the store. */
export interface BacklogSpan {
  schemaId: string;
  fromMs: number;
  toMs: number;
  frames: number;
  /** How the slots of the schema stood in front of it, where that is known. */
  before?: GapStart | undefined;
}
