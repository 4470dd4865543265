/** How long what is waited for, ms. Nothing waits without limit. */
export interface Patience {
  /** What the server may take for one statement. */
  statementMs: number;
  /** A server that says nothing for so long after its own limit is gone, or the way to it is. */
  silenceMs: number;
  /** A ledger that has been away for longer than this is not waited for: who asks is told at once. */
  graceMs: number;
  /** What a server that has come back may take to say what became of a transaction. */
  verdictMs: number;
}

/** A statement and a lock as long as a SQLite ledger may be locked. */
export const PATIENCE: Patience = { statementMs: 15_000, silenceMs: 3_000, graceMs: 3_000, verdictMs: 5_000 };

/** Migrations and copies have statements that take long. */
export const LONG_PATIENCE: Patience = { ...PATIENCE, statementMs: 3_600_000 };
