import type { StoreSnapshot } from '#collector/store/store.ts';
import type { BackupFailure, BackupProgress, RestoreTest } from '#protocol/backup.ts';
import type { BackupJob } from './back-up-still.ts';
import type { MadePoint } from './make-point.ts';
import type { TestPointOptions } from './test-point.ts';

/** How far the program is. */
export type Told = Pick<BackupProgress, 'stage' | 'doneBytes' | 'totalBytes'>;

/** Collector → program, one after the other; each but `cancel` is answered once. */
export type ToProgram =
  /** Takes the folder and reaches the ledger. */
  | { order: 'prepare'; job: BackupJob }
  /** Holds the one moment of ledger and journal. */
  | { order: 'begin' }
  /** Makes the point; `store` is what the store holds still. */
  | { order: 'copy'; atMs: number; store: { folder: string; files: StoreSnapshot['files'] } | undefined }
  /** Tests a point. */
  | { order: 'test'; options: Pick<TestPointOptions, 'from' | 'place' | 'by'> }
  | { order: 'cancel' };

/** Program → collector. */
export type FromProgram =
  | { told: 'progress'; progress: Told }
  | { told: 'prepared' }
  | { told: 'begun' }
  | { told: 'made'; made: MadePoint }
  | { told: 'tested'; test: RestoreTest }
  | { told: 'failed'; failure: BackupFailure; detail: string };
