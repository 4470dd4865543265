import type { Connection } from 'oracledb';
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { installedDriver } from '../installed-driver.ts';
import type { Cell, DatabaseSession, Rows } from '../session.ts';
import { QueryError } from '../session.ts';
import { withinTime } from '../within-time.ts';
import type { OracleConfig } from './config.ts';
import { queryError, signInError } from './failure.ts';
import { Line, watchTransports } from './line.ts';
import { factsSql, serverFacts, versionNumbers } from './server-facts.ts';

/** Rows that travel at once. */
const ROWS_AT_ONCE = 200;
/** What a break is given to reach a server that may hang. */
const BREAK_MS = 1_000;

type Driver = typeof import('oracledb');

interface Ask {
  maxRows: number;
  timeoutMs: number;
  signal: AbortSignal;
}

/** Signs in to an Oracle database; see `DatabaseMake.open`. */
export async function openOracle(
  config: OracleConfig,
  options: ProbeOptions,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  const line = new Line(config, options);
  try {
    const oracledb = config.client === 'thick' ? withClientLibrary() : await thinDriver();
    const connection = await withinTime(connect(oracledb, config, line), {
      timeoutMs: config.timeout,
      signal,
    });
    return await sessionOf(connection, line, config, signal);
  } catch (error) {
    line.cut();
    signal.throwIfAborted();
    throw signInError(error, {
      user: config.user,
      service: config.service === undefined ? `SID ${config.sid}` : `service ${config.service}`,
      where: `${config.address}:${config.port}`,
      timeoutMs: config.timeout,
    });
  }
}

/** The descriptor that says where to, and to which database there. */
export function connectString({ address, port, service, sid, tls }: OracleConfig): string {
  const protocol = tls === 'off' ? 'tcp' : 'tcps';
  const database = service === undefined ? `(SID=${sid})` : `(SERVICE_NAME=${service})`;
  return `(DESCRIPTION=(ADDRESS=(PROTOCOL=${protocol})(HOST=${address})(PORT=${port}))(CONNECT_DATA=${database}(SERVER=DEDICATED)))`;
}

function connect(oracledb: Driver, config: OracleConfig, line: Line): Promise<Connection> {
  const seconds = Math.max(1, Math.ceil(config.timeout / 1_000));
  const settings = {
    user: config.user,
    password: config.password ?? '',
    connectString: connectString(config),
    connectTimeout: seconds,
    transportConnectTimeout: seconds,
    sslServerDNMatch: config.tls === 'verified',
    connectionIdPrefix: line.prefix,
    program: 'ward',
    stmtCacheSize: 0,
  };
  return oracledb.getConnection(settings);
}

async function thinDriver(): Promise<Driver> {
  const { oracledb, transport } = await import('./driver.ts');
  watchTransports(transport);
  return oracledb;
}

/**
 * The same driver with the binary that leads to Oracle's own library, where the loader of the system finds that; the
 * bundle has neither. It can be done once, and before anything else is asked.
 */
function withClientLibrary(): Driver {
  const oracledb = installedDriver<Driver>('oracledb', 'its folder must stand as npm wrote it');
  if (oracledb.thin) oracledb.initOracleClient();
  return oracledb;
}

/** What stands over a connection, whoever made it. */
export async function sessionOf(
  connection: Connection,
  line: Pick<Line, 'cut' | 'isCut'>,
  config: OracleConfig,
  signal: AbortSignal,
): Promise<DatabaseSession> {
  connection.module = 'ward';
  const version = connection.oracleServerVersionString;
  const first = { maxRows: 1, timeoutMs: config.timeout, signal };
  const { rows } = await ask(connection, factsSql(versionNumbers(version)), first);
  let isBroken = false;
  return {
    facts: serverFacts(version, rows[0] ?? []),
    async query(sql, options) {
      try {
        return await readOnly(connection, sql, options);
      } catch (error) {
        // What did not stop when it was told to leaves a connection on which nobody knows what comes next.
        if (options.signal.aborted || error instanceof ProbeError) breakOff();
        options.signal.throwIfAborted();
        if (error instanceof ProbeError) throw new QueryError('too_slow', error.message, { cause: error });
        throw queryError(error);
      }
    },
    isUsable: () => !isBroken && !line.isCut && connection.isHealthy(),
    async close() {
      if (!isBroken && !line.isCut)
        await withinTime(connection.close(), { timeoutMs: BREAK_MS }).catch(() => {});
      breakOff();
    },
  };

  function breakOff(): void {
    isBroken = true;
    line.cut();
  }
}

/** A transaction of its own that cannot write, and is over with the statement. */
async function readOnly(connection: Connection, sql: string, options: Ask): Promise<Rows> {
  connection.callTimeout = options.timeoutMs;
  // The driver stops at its limit and needs a moment for it.
  const limits = { timeoutMs: options.timeoutMs + BREAK_MS, signal: options.signal };
  return withinTime(
    (async () => {
      await connection.execute('SET TRANSACTION READ ONLY');
      try {
        return await ask(connection, sql, options);
      } finally {
        await connection.rollback().catch(() => {});
      }
    })(),
    limits,
  );
}

async function ask(connection: Connection, sql: string, { maxRows }: Ask): Promise<Rows> {
  const atOnce = Math.min(maxRows + 1, ROWS_AT_ONCE);
  const { resultSet, metaData = [] } = await connection.execute<unknown[]>(sql, [], {
    resultSet: true,
    fetchArraySize: atOnce,
    prefetchRows: atOnce,
  });
  if (resultSet === undefined) throw new QueryError('failed', 'the statement brings no rows');
  try {
    const rows = await resultSet.getRows(maxRows + 1);
    return {
      columns: metaData.map(({ name }) => name.toLowerCase()),
      rows: rows.slice(0, maxRows).map((row) => row.map(cellOf)),
      isCut: rows.length > maxRows,
    };
  } finally {
    await resultSet.close().catch(() => {});
  }
}

/** What does not come with its row, such as a CLOB, is not fetched. */
function cellOf(cell: unknown): Cell {
  if (cell === undefined || cell === null) return null;
  const isPlain = typeof cell !== 'object' || cell instanceof Date || cell instanceof Uint8Array;
  return isPlain ? (cell as Cell) : '(a large object)';
}
