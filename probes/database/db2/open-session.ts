import type { ProbeOptions } from '../../probe.ts';
import { driverSession } from '../driver-session.ts';
import { installedDriver } from '../installed-driver.ts';
import type { Cell, DatabaseSession, Rows } from '../session.ts';
import { withinTime } from '../within-time.ts';
import type { Db2Config } from './config.ts';
import {
  type Db2Connection,
  type Db2Driver,
  type Db2Result,
  type Db2Statement,
  FETCH_ARRAY,
  MAX_LENGTH,
  QUERY_TIMEOUT,
} from './driver.ts';
import { queryError, signInError } from './failure.ts';
import { FACTS, serverFacts } from './server-facts.ts';

/** What the driver is given to stop at its own limit, which it knows in whole seconds only. */
const GRACE_MS = 1_500;
const LONGEST_CELL_BYTES = 32_768;

interface Ask {
  maxRows: number;
  timeoutMs: number;
  signal: AbortSignal;
}

/** Signs in to a Db2 database with IBM's driver; see `DatabaseMake.open`. */
export async function openDb2(
  config: Db2Config,
  _options: ProbeOptions,
  signal: AbortSignal,
  load: () => Db2Driver = loadDriver,
): Promise<DatabaseSession> {
  const driver = load();
  const { user, database, address, port, timeout } = config;
  const seconds = Math.max(1, Math.ceil(timeout / 1_000));
  const opening = driver.open(connectionString(config), { connectTimeout: seconds });
  try {
    const connection = await withinTime(opening, { timeoutMs: timeout + GRACE_MS, signal });
    const limits = { maxRows: 1, timeoutMs: timeout, signal };
    const { rows } = await withinTime(ask(connection, FACTS, limits), {
      timeoutMs: timeout + GRACE_MS,
      signal,
    });
    return driverSession({
      facts: serverFacts(rows[0] ?? []),
      ask: (sql, limits) => ask(connection, sql, limits),
      failure: queryError,
      graceMs: GRACE_MS,
      close: () => connection.close(),
    });
  } catch (error) {
    // What comes after all is hung up.
    opening.then((connection) => connection.close()).catch(() => {});
    signal.throwIfAborted();
    throw signInError(error, { user, database, where: `${address}:${port}` });
  }
}

/** Says to the driver where to, who, and that it shall not go elsewhere when the server leads it on. */
export function connectionString(config: Db2Config): string {
  const { database, address, port, user, password = '', tls, certificate } = config;
  const parts = [
    `DATABASE=${database}`,
    `HOSTNAME=${address}`,
    `PORT=${port}`,
    'PROTOCOL=TCPIP',
    `UID=${user}`,
    `PWD=${password}`,
    'ProgramName=ward',
    'EnableAcr=FALSE',
    'EnableAlternateServerListFirstConnect=FALSE',
    ...(tls === 'verified' ? ['Security=SSL'] : []),
    ...(tls === 'verified' && certificate !== undefined ? [`SSLServerCertificate=${certificate}`] : []),
  ];
  return `${parts.join(';')};`;
}

function loadDriver(): Db2Driver {
  return installedDriver<Db2Driver>(
    'ibm_db',
    'its client library comes from IBM and was not fetched: run npm install ibm_db again where it may download, or set IBM_DB_HOME to a folder with it',
  );
}

async function ask(
  connection: Db2Connection,
  sql: string,
  { maxRows, timeoutMs, signal }: Ask,
): Promise<Rows> {
  const statement = await connection.prepare(sql);
  try {
    statement.setAttrSync(QUERY_TIMEOUT, Math.max(1, Math.ceil(timeoutMs / 1_000)));
    statement.setAttrSync(MAX_LENGTH, LONGEST_CELL_BYTES);
    const result = await executed(statement);
    try {
      return await rowsOf(result, maxRows, signal);
    } finally {
      result.closeSync();
    }
  } finally {
    await statement.close();
  }
}

function executed(statement: Db2Statement): Promise<Db2Result> {
  return new Promise((resolve, reject) => {
    statement.execute((error, result) => (error ? reject(error) : resolve(result)));
  });
}

/** One row after the other, and not one more than needed to know that there are more. */
async function rowsOf(result: Db2Result, maxRows: number, signal: AbortSignal): Promise<Rows> {
  const columns = result.getColumnNamesSync().map((name) => name.toLowerCase());
  const rows: (readonly Cell[])[] = [];
  for (;;) {
    signal.throwIfAborted();
    const row = await result.fetch({ fetchMode: FETCH_ARRAY });
    if (row === null || row === undefined) return { columns, rows, isCut: false };
    if (rows.length >= maxRows) return { columns, rows, isCut: true };
    rows.push(row.map((cell) => (cell ?? null) as Cell));
  }
}
