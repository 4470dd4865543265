import type { BackupFailure, RestoreFailure } from '#protocol/backup.ts';

/** There is no backup; what has to be done says the sentence, by `failure` whether trying again helps. */
export class BackupError extends Error {
  readonly failure: BackupFailure;
  constructor(failure: BackupFailure, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'BackupError';
    this.failure = failure;
  }
}

/** A backup cannot be restored; `what` is the file or object that it is about. Nothing was put anywhere. */
export class RestoreError extends Error {
  readonly failure: RestoreFailure;
  readonly what: string;
  constructor(failure: RestoreFailure, what: string, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'RestoreError';
    this.failure = failure;
    this.what = what;
  }
}

/** Why it failed, for whoever keeps it: errors of ours say so, those of the system by their codes. */
export function backupFailureOf(error: unknown): BackupFailure {
  if (error instanceof BackupError) return error.failure;
  return failureOf(error) ?? 'failed';
}

/** The same of a restore. */
export function restoreFailureOf(error: unknown): RestoreFailure {
  if (error instanceof RestoreError) return error.failure;
  return failureOf(error) ?? 'failed';
}

/** No room on a file system, or none that this user may take. */
export function isDiskFull(error: unknown): boolean {
  const { code, errcode } = error as { code?: string; errcode?: number };
  return code === 'ENOSPC' || code === 'EDQUOT' || ((errcode ?? 0) & 0xff) === SQLITE_FULL;
}

const SQLITE_FULL = 13;

function failureOf(error: unknown): 'cancelled' | 'disk_full' | undefined {
  if ((error as Error).name === 'AbortError') return 'cancelled';
  return isDiskFull(error) ? 'disk_full' : undefined;
}
