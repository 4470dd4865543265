import { isIPv6 } from 'node:net';
import type { ProbeOptions } from '../../probe.ts';
import { ProbeError } from '../../probe-error.ts';
import { driverSession } from '../driver-session.ts';
import { installedDriver } from '../installed-driver.ts';
import { plainCell } from '../plain-cell.ts';
import type { DatabaseSession, Rows } from '../session.ts';
import { QueryError } from '../session.ts';
import { withinTime } from '../within-time.ts';
import type { DamengConfig } from './config.ts';
import { type DamengConnection, type DamengDriver, OUT_FORMAT_ARRAY } from './driver.ts';
import { queryError, signInError } from './failure.ts';
import { FACTS, serverFacts } from './server-facts.ts';

interface Ask {
  maxRows: number;
  timeoutMs: number;
  signal: AbortSignal;
}

/** Signs in to a Dameng database with its vendor's driver; see `DatabaseMake.open`. */
export async function openDameng(
  config: DamengConfig,
  _options: ProbeOptions,
  signal: AbortSignal,
  load: () => DamengDriver = loadDriver,
): Promise<DatabaseSession> {
  const { address, port, user, timeout } = config;
  const opening = load().getConnection(connectionSettings(config));
  try {
    const connection = await withinTime(opening, { timeoutMs: timeout, signal });
    const limits = { maxRows: 1, timeoutMs: timeout, signal };
    const { rows } = await withinTime(ask(connection, FACTS, limits), limits).catch((error) => {
      // Whoever may not see what the server is signs in all the same, and is told what is missing.
      if (error instanceof ProbeError || queryError(error).reason !== 'denied') throw error;
      return { rows: [] as Rows['rows'] };
    });
    return driverSession({
      facts: serverFacts(rows[0] ?? []),
      ask: (sql, limits) => ask(connection, sql, limits),
      failure: queryError,
      graceMs: 0,
      close: () => connection.close(),
    });
  } catch (error) {
    // What comes after all is hung up.
    opening.then((connection) => connection.close()).catch(() => {});
    signal.throwIfAborted();
    throw signInError(error, { user, where: `${address}:${port}`, timeoutMs: timeout });
  }
}

/** One server, which is never left for another one, and no statement that outlives its time. */
function connectionSettings(config: DamengConfig): Readonly<Record<string, unknown>> {
  const { address, port, user, password = '', timeout, tls_folder } = config;
  return {
    connectString: `${isIPv6(address) ? `[${address}]` : address}:${port}`,
    user,
    password,
    appName: 'ward',
    connectTimeout: timeout,
    socketTimeout: timeout,
    autoCommit: false,
    doSwitch: 0,
    rwSeparate: 0,
    switchTimes: 1,
    language: 'EN',
    ...(tls_folder !== undefined && { sslPath: tls_folder }),
  };
}

function loadDriver(): DamengDriver {
  return installedDriver<DamengDriver>('dmdb', 'install a version of it for this Node and this machine');
}

/** A transaction of its own that is given up with the statement. */
async function ask(connection: DamengConnection, sql: string, { maxRows }: Ask): Promise<Rows> {
  try {
    const { metaData = [], resultSet } = await connection.execute(sql, [], {
      resultSet: true,
      maxRows: maxRows + 1,
      outFormat: OUT_FORMAT_ARRAY,
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
      await resultSet.close();
    }
  } finally {
    await connection.rollback().catch(() => {});
  }
}
