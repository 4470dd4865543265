/** What is used of `dmdb`, as its `index.d.ts` and the programmer's manual describe it. */
export interface DamengDriver {
  getConnection(settings: Readonly<Record<string, unknown>>): Promise<DamengConnection>;
}

export interface DamengConnection {
  execute(
    sql: string,
    values?: readonly unknown[],
    options?: { resultSet?: boolean; maxRows?: number; outFormat?: number },
  ): Promise<{ metaData?: { name: string }[]; resultSet?: DamengResultSet }>;
  rollback(): Promise<void>;
  close(): Promise<void>;
}

export interface DamengResultSet {
  getRows(count: number): Promise<unknown[][]>;
  close(): Promise<void>;
}

/** `OUT_FORMAT_ARRAY`: rows as lists of cells. */
export const OUT_FORMAT_ARRAY = 4001;
