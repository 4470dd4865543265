/** Primary result codes of SQLite, as far as the journal tells them apart. */
const BUSY = 5;
const READONLY = 8;
const IO_ERROR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANNOT_OPEN = 14;
const NOT_A_DATABASE = 26;

/** The disk takes nothing now: full, read-only, or failing. */
export function isFull(error: unknown): boolean {
  return [READONLY, IO_ERROR, FULL, CANNOT_OPEN].includes(primaryCode(error));
}

/** Bytes on the disk are not what was written. */
export function isDamage(error: unknown): boolean {
  return [CORRUPT, NOT_A_DATABASE].includes(primaryCode(error));
}

/** Another connection holds the file. */
export function isBusy(error: unknown): boolean {
  return primaryCode(error) === BUSY;
}

function primaryCode(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff;
}
