/* What the collector answers about itself, as far as the page reads it. */
import type { BackupRun, BackupState } from '#protocol/backup.ts';
import type { Loss } from '#protocol/store-state.ts';

/** `GET losses`, newest first. */
export interface LossesAnswer {
  losses: Loss[];
  /** In all losses. */
  entries: number;
  /** There are older ones. */
  truncated: boolean;
}

/** `GET backups`, newest first. */
export interface BackupsAnswer {
  state: BackupState;
  backups: BackupRun[];
  next: string | null;
}
