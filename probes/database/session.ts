/** What a session found out of the server at its beginning. */
export interface ServerFacts {
  /** What it is: `PostgreSQL`, `KingbaseES`, `MariaDB` … */
  product: string;
  /** As the server says it, for people. */
  version: string;
  /** The version as numbers, for `when.version`: 15.4 is [15, 4]. */
  numbers: readonly number[];
  /** Lower-case words that statements may ask for: `postgresql`, `kingbase`, `replica`, `cdb` … */
  words: readonly string[];
}

/** Rows as they came: texts, numbers, bigints, booleans, dates, null. */
export type Cell = string | number | bigint | boolean | Date | Uint8Array | null;

export interface Rows {
  /** Lower-case. */
  columns: readonly string[];
  rows: readonly (readonly Cell[])[];
  /** True when there were more than asked for; the rest was not read. */
  isCut: boolean;
}

/**
 * One connection to one database, signed in. Each make has one file that opens it with its driver, which is imported
 * only there and only then.
 *
 * Promises: the session is read-only as far as the make knows such a thing, calls itself `ward`, and gives each
 * statement a time limit on the server. `query` never reads more than `maxRows` rows (a cursor, a limit of the
 * driver, or a connection that is cut), rejects with a `QueryError`, and stops soon after `signal` aborts. One query at a
 * time. `close` never rejects and may be called twice.
 */
export interface DatabaseSession {
  readonly facts: ServerFacts;
  query(
    sql: string,
    options: { maxRows: number; timeoutMs: number; signal: AbortSignal; values?: readonly unknown[] },
  ): Promise<Rows>;
  /** False once the connection is of no use any more. */
  isUsable(): boolean;
  close(): Promise<void>;
}

/** Why one statement failed, the others being none the worse for it. */
export class QueryError extends Error {
  /** `denied`: a right is missing. `absent`: this server has no such table, view or column. */
  readonly reason: 'denied' | 'absent' | 'too_slow' | 'failed';

  constructor(reason: QueryError['reason'], message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'QueryError';
    this.reason = reason;
  }
}
