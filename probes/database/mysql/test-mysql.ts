import type { AddressInfo, Socket } from 'node:net';
import { createServer } from 'node:net';
import type { Cell } from '../session.ts';

/** What a pretended server answers to one statement: rows by column, an error, or nothing at all. */
export type Answer =
  | { columns: readonly string[]; rows: readonly (readonly Cell[])[] }
  | { code: number; message: string }
  | 'silence';

export interface PretendedOptions {
  version: string;
  /** `@@version_comment`. */
  comment?: string;
  /** Refuses whoever signs in. */
  refusal?: { code: number; message: string };
  /** Undefined: an error that such a table does not exist. */
  answer?(sql: string): Answer | undefined;
}

/** The driver's own server side, which its types do not tell. */
interface ServerSide {
  serverHandshake(args: Record<string, unknown>): void;
  on(event: 'query' | 'stmt_prepare', act: (sql: string) => void): void;
  on(event: 'error', act: () => void): void;
  writeColumns(columns: readonly Record<string, unknown>[]): void;
  writeTextRow(row: readonly (string | null)[]): void;
  writeEof(): void;
  writeOk(): void;
  writeError(error: { code: number; message: string }): void;
  /** Of the next packet; begins anew with each command. */
  sequenceId: number;
}

interface DriverInside {
  Connection: new (options: unknown) => ServerSide;
  ConnectionConfig: new (options: unknown) => unknown;
}

/** Capabilities of MySQL 5.7 without TLS, as in its handshake. */
const CAPABILITIES = 0x81ff_f7ff;
const VAR_STRING = 253;
const UTF8 = 33;

/**
 * A server that speaks MySQL's protocol, by the server side of the driver, and answers what it is told to: for products
 * of which no real one is at hand. Everything is sent as text, as servers do.
 */
export async function pretendedMysql(options: PretendedOptions) {
  const { default: mysql } = await import('mysql2');
  const { Connection, ConnectionConfig } = mysql as unknown as DriverInside;
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    const side = new Connection({ config: new ConnectionConfig({ stream: socket, isServer: true }) });
    side.on('error', () => {});
    const take = (sql: string) => {
      asked.push(sql);
      answerTo(side, sql);
    };
    side.on('query', take);
    // The driver takes a SET for something to prepare.
    side.on('stmt_prepare', take);
    side.serverHandshake({
      protocolVersion: 10,
      serverVersion: options.version,
      connectionId: 1,
      statusFlags: 2,
      characterSet: UTF8,
      capabilityFlags: CAPABILITIES,
      authCallback(_who: unknown, done: (error: null, refusal?: PretendedOptions['refusal']) => void) {
        done(null, options.refusal);
        side.sequenceId = 0;
      },
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: '127.0.0.1',
    port: (server.address() as AddressInfo).port,
    asked,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };

  function answerTo(side: ServerSide, sql: string): void {
    const answer = options.answer?.(sql) ?? greeting(sql) ?? missing(sql);
    if (answer === 'silence') return;
    if ('code' in answer) side.writeError(answer);
    else if (answer.columns.length === 0) side.writeOk();
    else writeRows(side, answer);
    side.sequenceId = 0;
  }

  function greeting(sql: string): Answer | undefined {
    if (/^SET /.test(sql)) return { columns: [], rows: [] };
    if (!/^SELECT VERSION\(\)/.test(sql)) return undefined;
    return { columns: ['v', 'c'], rows: [[options.version, options.comment ?? '']] };
  }
}

function writeRows(side: ServerSide, { columns, rows }: Exclude<Answer, string | { code: number }>): void {
  side.writeColumns(columns.map(column));
  for (const row of rows) side.writeTextRow(row.map((cell) => (cell === null ? null : String(cell))));
  side.writeEof();
}

function missing(sql: string): Answer {
  const [, table = 'x'] = /FROM ([\w.$]+)/i.exec(sql) ?? [];
  return { code: 1146, message: `Table '${table}' doesn't exist` };
}

function column(name: string): Record<string, unknown> {
  return {
    catalog: 'def',
    schema: '',
    table: '',
    orgTable: '',
    name,
    orgName: name,
    characterSet: UTF8,
    columnLength: 1_024,
    columnType: VAR_STRING,
    flags: 0,
    decimals: 0,
  };
}
