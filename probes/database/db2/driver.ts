/** What is used of `ibm_db`: https://github.com/ibmdb/node-ibm_db/blob/master/APIDocumentation.md */
export interface Db2Driver {
  open(connection: string, options: { connectTimeout: number }): Promise<Db2Connection>;
}

export interface Db2Connection {
  prepare(sql: string): Promise<Db2Statement>;
  close(): Promise<unknown>;
}

export interface Db2Statement {
  setAttrSync(attribute: number, value: number): unknown;
  execute(callback: (error: unknown, result: Db2Result) => void): void;
  close(): Promise<unknown>;
}

export interface Db2Result {
  getColumnNamesSync(): string[];
  /** One row, null behind the last. */
  fetch(options: { fetchMode: number }): Promise<unknown[] | null>;
  closeSync(): unknown;
}

/** Rows as lists of cells. */
export const FETCH_ARRAY = 3;
/** `SQL_ATTR_QUERY_TIMEOUT`, seconds. */
export const QUERY_TIMEOUT = 0;
/** `SQL_ATTR_MAX_LENGTH`, bytes of one cell. */
export const MAX_LENGTH = 3;
