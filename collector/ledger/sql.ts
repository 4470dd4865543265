/** A value that SQLite and PostgreSQL both take. */
export type SqlValue = string | number | null | Uint8Array;

/**
 * The common subset of SQLite and PostgreSQL that the repositories are written in: `?` for parameters,
 * `INSERT … ON CONFLICT`, no functions that only one of them has, times as UTC ms in BIGINT, JSON as TEXT.
 */
export interface Sql {
  all<Row>(text: string, ...values: SqlValue[]): Promise<Row[]>;
  get<Row>(text: string, ...values: SqlValue[]): Promise<Row | undefined>;
  /** Returns how many rows changed. */
  run(text: string, ...values: SqlValue[]): Promise<number>;
  /** All or nothing; nested calls join the outer one. Durable when it resolves. */
  transaction<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>;
  /** Reads one moment of the ledger, however long it takes; others go on writing. */
  snapshot<Result>(work: (sql: Sql) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}
