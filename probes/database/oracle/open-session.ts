import type { Connection } from 'oracledb';
import type { ProbeOptions } from '../../probe.ts';
import { driverSession } from '../driver-session.ts';
import { installedDriver } from '../installed-driver.ts';
import { plainCell } from '../plain-cell.ts';
import type { DatabaseSession, Rows } from '../session.ts';
import { QueryError } from '../session.ts';
import { withinTime } from '../within-time.ts';
import type { OracleConfig } from './config.ts';
import { queryError, signInError } from './failure.ts';
import { Line, watchTransports } from './line.ts';
import { factsSql, serverFacts, versionNumbers } from './server-facts.ts';

/** Rows that travel at once. */
const ROWS_AT_ONCE = 200;
/** The driver stops at its limit, and needs a moment for it. */
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
  let opening: Promise<Connection> | undefined;
  try {
    const oracledb = config.client === 'thick' ? withClientLibrary() : await thinDriver();
    opening = connect(oracledb, config, line);
    const connection = await withinTime(opening, { timeoutMs: config.timeout, signal });
    return await sessionOf(connection, line, config, signal);
  } catch (error) {
    line.cut();
    // Oracle's own library knows no line: what comes after all is hung up.
    opening?.then((connection) => connection.close()).catch(() => {});
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
  return driverSession({
    facts: serverFacts(version, rows[0] ?? []),
    ask: (sql, limits) => readOnly(connection, sql, limits),
    failure: queryError,
    graceMs: BREAK_MS,
    isHealthy: () => !line.isCut && connection.isHealthy(),
    close: () => connection.close(),
    cut: () => line.cut(),
  });
}

/** A transaction of its own that cannot write, and is over with the statement. */
async function readOnly(connection: Connection, sql: string, options: Ask): Promise<Rows> {
  connection.callTimeout = options.timeoutMs;
  await connection.execute('SET TRANSACTION READ ONLY');
  try {
    return await ask(connection, sql, options);
  } finally {
    await connection.rollback().catch(() => {});
  }
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
      rows: rows.slice(0, maxRows).map((row) => row.map(plainCell)),
      isCut: rows.length > maxRows,
    };
  } finally {
    await resultSet.close().catch(() => {});
  }
}
