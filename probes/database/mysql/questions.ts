import type { Duplex } from 'node:stream';
import type { Connection, FieldPacket } from 'mysql2';
import { type Cell, QueryError, type Rows } from '../session.ts';
import { queryError } from './failure.ts';

/** What one answer may bring, whatever its rows: a table of pictures must not fill the agent's memory. */
const MOST_BYTES = 8 * 1024 * 1024;
/** What the server has beyond its own limit to end a statement and say so. */
const GRACE_MS = 1_000;
const GOODBYE_MS = 500;

/** How one question is bounded. */
export interface Bounds {
  maxRows: number;
  timeoutMs: number;
  signal: AbortSignal;
  values?: readonly unknown[];
}

/** Asks one question after the other on one connection, each bounded in rows, bytes and time. */
export interface Questions {
  /** Rejects with a `QueryError`, or with the reason of the signal. */
  ask(sql: string, bounds: Bounds): Promise<Rows>;
  /** As `+08:00`: what a `DATETIME`, which says nothing of its zone, means. */
  setZone(zone: string): void;
  isUsable(): boolean;
  close(): Promise<void>;
}

export function questionsOn(connection: Connection, stream: Duplex): Questions {
  let isUsable = true;
  let zone = 'Z';
  let bytes = 0;
  /** Ends the question that is under way. */
  let refuse: ((error: unknown) => void) | undefined;

  const hangUp = (error: unknown) => {
    isUsable = false;
    connection.destroy();
    // The driver only says good-bye, and would read on for as long as rows come.
    stream.destroy();
    refuse?.(error);
  };
  // The driver tells the end of the connection here, and not to the question that is under way.
  connection.on('error', (error) => hangUp(queryError(error)));
  stream.on('close', () => hangUp(queryError({ code: 'PROTOCOL_CONNECTION_LOST' })));
  stream.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > MOST_BYTES)
      hangUp(
        new QueryError(
          'failed',
          `more than ${MOST_BYTES / 1024 / 1024} MB came for one statement: the connection was cut`,
        ),
      );
  });
  return {
    ask,
    setZone(found) {
      zone = found;
    },
    isUsable: () => isUsable,
    async close() {
      if (!isUsable) return;
      isUsable = false;
      // Says good-bye, so that the server does not count an aborted connection, and waits for nothing.
      connection.end(() => stream.destroy());
      setTimeout(() => stream.destroy(), GOODBYE_MS).unref();
    },
  };

  function ask(sql: string, { maxRows, timeoutMs, signal, values }: Bounds): Promise<Rows> {
    if (signal.aborted) return Promise.reject(signal.reason);
    if (!isUsable) return Promise.reject(new QueryError('failed', 'the connection was lost'));
    bytes = 0;
    return new Promise<Rows>((resolve, reject) => {
      const answer = { columns: [] as string[], rows: [] as Cell[][], isCut: false };
      const finish = (act: () => void) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', stop);
        refuse = undefined;
        act();
      };
      refuse = (error) => finish(() => reject(error));
      const stop = () => hangUp(signal.reason);
      const timer = setTimeout(
        () =>
          hangUp(
            new QueryError(
              'too_slow',
              `no answer within ${(timeoutMs + GRACE_MS) / 1_000} s: the connection was given up`,
            ),
          ),
        timeoutMs + GRACE_MS,
      );
      signal.addEventListener('abort', stop, { once: true });

      const command = connection.query({
        sql,
        rowsAsArray: true,
        ...{ timezone: zone },
        ...(values && { values: [...values] }),
      });
      command.on('error', (error) => refuse?.(queryError(error)));
      command.on('fields', (fields: FieldPacket[] | undefined) => {
        answer.columns = fields?.map(({ name }) => name.toLowerCase()) ?? [];
      });
      command.on('result', (row: unknown) => {
        if (!Array.isArray(row)) return;
        if (answer.rows.length < maxRows) return void answer.rows.push(row.map(cellOf));
        // The server was told to send one more row than wanted; a limit of the statement's own counts more for it.
        const isFirstBeyond = !answer.isCut;
        answer.isCut = true;
        if (isFirstBeyond) return;
        finish(() => resolve(answer));
        hangUp(undefined);
      });
      command.on('end', () => finish(() => resolve(answer)));
    });
  }
}

function cellOf(value: unknown): Cell {
  switch (typeof value) {
    case 'string':
    case 'number':
    case 'bigint':
    case 'boolean':
      return value;
  }
  if (value === null || value instanceof Date || value instanceof Uint8Array) return value;
  return value === undefined ? null : JSON.stringify(value);
}
