import { isIP } from 'node:net';
import type { ConnectionPool, Request, config as Settings } from 'mssql';
import type { ProbeOptions } from '../../probe.ts';
import { needNode } from '../driver-needs.ts';
import type { Cell, DatabaseSession, Rows } from '../session.ts';
import { QueryError } from '../session.ts';
import type { SqlserverConfig } from './config.ts';
import { queryError, type ServerMessage, signInError } from './failure.ts';
import { Line, type Wanted } from './line.ts';
import { FACTS, serverFacts } from './server-facts.ts';

/** A statement that begins so is asked in every database that the account may enter. */
const IN_EACH_DATABASE = '-- in each database';
const DATABASES =
  'SELECT name FROM sys.databases WHERE state = 0 AND HAS_DBACCESS(name) = 1 ORDER BY database_id';
const MAX_DATABASES = 200;
/** Longer texts are cut by the server: nothing that is read here is one. */
const LONGEST_TEXT_BYTES = 65_536;
/** A cancelled statement that is not given up by then is ended with its connection. */
const CANCEL_MS = 2_000;
/** Reads past the locks of others, waits for none, and is the one that gives way. */
const MANNERS =
  'SET TRANSACTION ISOLATION LEVEL READ UNCOMMITTED; SET LOCK_TIMEOUT 1000; SET DEADLOCK_PRIORITY LOW;';

interface Ask {
  maxRows: number;
  timeoutMs: number;
  signal: AbortSignal;
}

/** Signs in to a SQL Server; see `DatabaseMake.open`. */
export async function openSqlserver(
  config: SqlserverConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  needNode(22, 'mssql');
  // A CommonJS module whose types speak of an ES module.
  const mssql = (await import('mssql')).default;
  const line = new Line(config, options);
  const messages: ServerMessage[] = [];
  const pool = new mssql.ConnectionPool(settings(config, options, line, messages));
  pool.on('error', () => {});
  const hangUp = () => line.cut();
  signal.addEventListener('abort', hangUp, { once: true });
  try {
    await pool.connect();
    await ask(new mssql.Request(pool), MANNERS, { maxRows: 1, timeoutMs: config.timeout, signal });
    const { rows } = await ask(new mssql.Request(pool), FACTS, {
      maxRows: 1,
      timeoutMs: config.timeout,
      signal,
    });
    return session(pool, () => new mssql.Request(pool), line, serverFacts(rows[0] ?? []));
  } catch (error) {
    hangUp();
    pool.close().catch(() => {});
    signal.throwIfAborted();
    const where = `${config.address}:${config.port}`;
    throw signInError(error, messages, { ...config, where, timeoutMs: config.timeout });
  } finally {
    signal.removeEventListener('abort', hangUp);
  }
}

function session(
  pool: ConnectionPool,
  request: () => Request,
  line: Line,
  facts: DatabaseSession['facts'],
): DatabaseSession {
  return {
    facts,
    async query(sql, options) {
      if (!sql.startsWith(IN_EACH_DATABASE)) return ask(request(), sql, options);
      return inEachDatabase(request, sql, options);
    },
    isUsable: () => line.isOpen(),
    async close() {
      line.cut();
      await pool.close().catch(() => {});
    },
  };
}

/**
 * One batch a database: how full a file is, only a session within its database is told. One that cannot be asked
 * keeps nobody from the others.
 */
async function inEachDatabase(request: () => Request, sql: string, options: Ask): Promise<Rows> {
  const databases = await ask(request(), DATABASES, { ...options, maxRows: MAX_DATABASES });
  const deadline = performance.now() + options.timeoutMs;
  const all: (readonly Cell[])[] = [];
  let columns: readonly string[] = [];
  let isCut = databases.isCut;
  let failure: unknown;
  for (const [name] of databases.rows) {
    const timeoutMs = Math.ceil(deadline - performance.now());
    if (timeoutMs <= 0)
      throw new QueryError('too_slow', `not all of ${databases.rows.length} databases were asked in time`);
    const text = `USE [${String(name).replaceAll(']', ']]')}];\n${sql}`;
    try {
      const maxRows = options.maxRows - all.length;
      const read = await ask(request(), text, { ...options, maxRows, timeoutMs });
      columns = read.columns;
      all.push(...read.rows);
      isCut ||= read.isCut;
    } catch (error) {
      if (error instanceof QueryError && error.reason === 'too_slow') throw error;
      options.signal.throwIfAborted();
      failure ??= error;
    }
    if (all.length >= options.maxRows) break;
  }
  if (all.length === 0 && failure !== undefined) throw failure;
  return { columns, rows: all, isCut };
}

/** Rows are counted as they come, and the statement is cancelled when there are enough. */
function ask(request: Request, sql: string, { maxRows, timeoutMs, signal }: Ask): Promise<Rows> {
  return new Promise((resolve, reject) => {
    const rows: (readonly Cell[])[] = [];
    let columns: readonly string[] = [];
    let big: readonly boolean[] = [];
    let isCut = false;
    let failure: unknown;
    const cancel = () => request.cancel();
    const timer = setTimeout(() => {
      failure = new QueryError('too_slow', `took longer than ${timeoutMs} ms`);
      cancel();
    }, timeoutMs);
    const abort = () => {
      finish();
      cancel();
      reject(signal.reason);
    };
    const finish = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    };
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    request.stream = true;
    request.on('recordset', (recordset: unknown) => {
      const found = Object.values(recordset as Record<string, { name: string; type: unknown }>);
      columns = found.map(({ name }) => name.toLowerCase());
      big = found.map(({ type }) => typeof type === 'function' && type.name === 'BigInt');
    });
    request.on('row', (row: unknown) => {
      if (isCut) return;
      if (rows.length < maxRows)
        rows.push((row as readonly unknown[]).map((cell, i) => cellOf(cell, big[i])));
      else {
        isCut = true;
        cancel();
      }
    });
    request.on('error', (error: unknown) => {
      failure ??= error;
    });
    request.on('done', () => {
      finish();
      if (isCut || failure === undefined) resolve({ columns, rows, isCut });
      else reject(queryError(failure));
    });
    request.batch(sql);
  });
}

/** The driver brings large whole numbers as texts. */
function cellOf(cell: unknown, isBig: boolean | undefined): Cell {
  if (isBig && typeof cell === 'string') return BigInt(cell);
  return (cell ?? null) as Cell;
}

function settings(
  config: SqlserverConfig,
  options: ProbeOptions,
  line: Line,
  messages: ServerMessage[],
): Settings {
  const { address, port, user, password = '', domain, database, tls, timeout, ca, min_tls } = config;
  const host = options.host ?? address;
  return {
    server: address,
    port,
    user,
    password,
    database,
    ...(domain !== undefined && { domain }),
    connectionTimeout: timeout,
    requestTimeout: timeout,
    arrayRowMode: true,
    validateConnection: false,
    // One session, which nobody but the caller ends.
    pool: { min: 0, max: 1, idleTimeoutMillis: 86_400_000, acquireTimeoutMillis: timeout },
    beforeConnect: (connection) => {
      connection.on('errorMessage', (message) => {
        if (messages.length < 10) messages.push(message as ServerMessage);
      });
    },
    options: {
      appName: 'ward',
      readOnlyIntent: true,
      encrypt: tls === 'strict' ? ('strict' as unknown as boolean) : tls !== 'off',
      trustServerCertificate: tls === 'required',
      ...(isIP(host) === 0 && { serverName: host }),
      cryptoCredentialsDetails: {
        minVersion: min_tls,
        // What TLS before 1.2 signs with OpenSSL takes on its lowest level only.
        ...(min_tls !== 'TLSv1.2' && { ciphers: 'DEFAULT@SECLEVEL=0' }),
        ...(ca !== undefined && { ca }),
      },
      cancelTimeout: CANCEL_MS,
      maxRetriesOnTransientErrors: 0,
      textsize: LONGEST_TEXT_BYTES as never,
      connector: ((wanted: Wanted, _lookup: unknown, signal: AbortSignal) =>
        line.dial(wanted, signal)) as never,
    },
  };
}
