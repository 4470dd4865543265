import type { Cell, Rows } from '../session.ts';
import { decodeCell } from './decode-cells.ts';

/** The parts of the driver's connection that its types do not tell. */
export interface Wire {
  parse(query: { text: string; name: string; types: readonly number[] }): void;
  bind(config: { portal: string; statement: string; values: readonly (string | null)[] }): void;
  describe(what: { type: 'P'; name: string }): void;
  execute(config: { portal: string; rows: number }): void;
  sync(): void;
}

/** One query as the driver wants to be handed it; `rows` is there when it has ended. */
export interface BoundedQuery {
  submit(wire: Wire): void;
  rows: Promise<Rows>;
  /** Ends it for a reason of ours; what the driver says of it afterwards is not heard. */
  fail(error: Error): void;
}

export interface BoundedQueryOptions {
  maxRows: number;
  values?: readonly unknown[] | undefined;
  /** Under which the server keeps what it made of the text; absent: not at all. */
  name?: string;
  /** The server has it already. */
  isParsed?: boolean;
  /** Of the session, for times that name none. */
  timeZone(): string;
}

/**
 * A query that never reads more rows than it is allowed to: the server is asked for that many and one more, and is
 * told to forget the rest. It goes the way of prepared statements, which takes exactly one statement.
 */
export function boundedQuery(
  text: string,
  { maxRows, values = [], name = '', isParsed = false, timeZone }: BoundedQueryOptions,
): BoundedQuery {
  let fields: { name: string; dataTypeID: number }[] = [];
  const found: Cell[][] = [];
  let isCut = false;
  let settle: { resolve(rows: Rows): void; reject(error: unknown): void };
  const rows = new Promise<Rows>((resolve, reject) => {
    settle = { resolve, reject };
  });
  // Whoever asked may have left before it fails.
  rows.catch(() => {});

  const query = {
    rows,
    fail: (error: Error) => settle.reject(error),
    submit(wire: Wire) {
      if (!isParsed) wire.parse({ text, name, types: [] });
      wire.bind({
        portal: '',
        statement: name,
        values: values.map((value) => (value === null ? null : String(value))),
      });
      wire.describe({ type: 'P', name: '' });
      wire.execute({ portal: '', rows: maxRows + 1 });
      wire.sync();
    },
    // What the driver calls.
    handleRowDescription(message: { fields: typeof fields }) {
      fields = message.fields;
    },
    handleDataRow(message: { fields: (string | null)[] }) {
      if (found.length >= maxRows) isCut = true;
      else
        found.push(message.fields.map((cell, i) => decodeCell(cell, fields[i]?.dataTypeID ?? 0, timeZone())));
    },
    handlePortalSuspended() {},
    handleCommandComplete() {},
    handleEmptyQuery() {},
    handleCopyInResponse() {},
    handleCopyData() {},
    handleError: (error: unknown) => settle.reject(error),
    handleReadyForQuery() {
      settle.resolve({ columns: fields.map(({ name }) => name.toLowerCase()), rows: found, isCut });
    },
  };
  return query;
}
