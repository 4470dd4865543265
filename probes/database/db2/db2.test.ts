import { describe, expect, it } from 'vitest';
import type { Measurements } from '../../probe.ts';
import type { ProbeError } from '../../probe-error.ts';
import { watchedDatabase } from '../database-probe.ts';
import type { QueryError } from '../session.ts';
import { shippedStatements } from '../shipped-statements.ts';
import { testStatements } from '../test-statements.ts';
import { Db2Config } from './config.ts';
import { db2 } from './db2.ts';
import type { Db2Driver } from './driver.ts';
import { db2Make } from './make.ts';
import { connectionString, openDb2 } from './open-session.ts';
import { db2Rows } from './test-rows.ts';

const running = new AbortController().signal;
const options = { procPath: '', sysPath: '', now: Date.now };
const statements = shippedStatements('db2');
const settings = (more: Record<string, unknown> = {}) =>
  Db2Config.parse({ address: '192.0.2.1', database: 'SAMPLE', timeout: '1s', ...more });
const limits = { maxRows: 2, timeoutMs: 1_000, signal: running };

interface Server {
  level?: string;
  /** Why nobody is let in; `hang`: nobody is told. */
  refuses?: string | 'hang';
  fails?: (sql: string) => string | 'hang' | undefined;
  rows?: unknown[][];
}

/** A driver in the shape of `ibm_db`. */
function driver({ level = 'DB2 v11.5.8.0', refuses, fails, rows }: Server = {}) {
  const seen = { attributes: [] as number[][], closed: 0, fetched: 0, connection: '' };
  const made: Db2Driver = {
    async open(connection) {
      seen.connection = connection;
      if (refuses === 'hang') return new Promise(() => {});
      if (refuses !== undefined) throw new Error(refuses);
      return {
        close: async () => void seen.closed++,
        async prepare(sql) {
          return {
            close: async () => {},
            setAttrSync: (attribute, value) => seen.attributes.push([attribute, value]),
            execute(callback) {
              const failure = fails?.(sql);
              if (failure === 'hang') return;
              if (failure) return callback(new Error(failure), undefined as never);
              const name = statements.find((each) => each.sql === sql)?.name ?? '';
              const found = sql.includes('service_level')
                ? { columns: ['service_level'], rows: [[level]] }
                : (db2Rows[name] ?? { columns: ['n'], rows: rows ?? [] });
              const left = [...found.rows];
              callback(undefined, {
                getColumnNamesSync: () => found.columns.map((column) => column.toUpperCase()),
                closeSync: () => {},
                async fetch() {
                  seen.fetched++;
                  return (left.shift() as unknown[] | undefined) ?? null;
                },
              });
            },
          };
        },
      };
    },
  };
  return { seen, load: () => made };
}

async function collect(server: Server, leave_out: readonly string[] = []): Promise<Measurements> {
  const { load } = driver(server);
  const make = { ...db2Make, open: (...asked: Parameters<typeof db2Make.open>) => openDb2(...asked, load) };
  const about = { statements, metrics: db2.metrics };
  return watchedDatabase(make, about, settings({ leave_out }), options).collect(running);
}

const failureOf = (asked: Promise<unknown>): Promise<ProbeError & QueryError> =>
  asked.then(
    () => Promise.reject(new Error('nothing failed')),
    (error) => error,
  );

testStatements(db2 as never, db2Rows, /\.ibm\.com\//, (others) =>
  collect(
    {
      level: ['database-9', 'hadr-9'].every((name) => others.includes(name))
        ? 'DB2 v11.5.8.0'
        : 'DB2 v9.7.0.11',
    },
    others,
  ),
);

describe('a Db2 database', () => {
  it('is told where to, as whom, and to stay there', async () => {
    const { seen, load } = driver();
    const session = await openDb2(settings({ password: 'p' }), options, running, load);

    expect(session.facts).toEqual({
      product: 'Db2',
      version: '11.5.8.0',
      numbers: [11, 5, 8, 0],
      words: ['db2'],
    });
    expect(seen.connection).toBe(
      'DATABASE=SAMPLE;HOSTNAME=192.0.2.1;PORT=50000;PROTOCOL=TCPIP;UID=ward;PWD=p;ProgramName=ward;EnableAcr=FALSE;EnableAlternateServerListFirstConnect=FALSE;',
    );
    expect(connectionString(settings({ tls: 'verified', certificate: '/etc/ward/db2.pem' }))).toContain(
      'Security=SSL;SSLServerCertificate=/etc/ward/db2.pem;',
    );
    expect(Db2Config.safeParse({ address: 'a', database: 'x;HOSTNAME=evil' }).success).toBe(false);
  });

  it('is asked within a limit of time, for no more rows than wanted', async () => {
    const { seen, load } = driver({ rows: Array.from({ length: 1_000_000 }, (_, i) => [i]) });
    const session = await openDb2(settings(), options, running, load);
    const fetched = seen.fetched;
    const read = await session.query('SELECT n FROM t', limits);

    expect([read.rows, read.isCut, read.columns]).toEqual([[[0], [1]], true, ['n']]);
    expect(seen.fetched - fetched).toBe(3);
    expect(seen.attributes).toContainEqual([0, 1]);
    await session.close();
    await session.close();
    expect(seen.closed).toBeGreaterThan(0);
  });

  it.each([
    [
      '[IBM][CLI Driver] SQL30082N  Security processing failed with reason "24" ("USERNAME AND/OR PASSWORD INVALID").  SQLSTATE=08001',
      'wrong_secret',
      /a wrong password/,
    ],
    [
      '[IBM][CLI Driver] SQL30082N  Security processing failed with reason "1" ("PASSWORD EXPIRED").  SQLSTATE=08001',
      'wrong_secret',
      /has expired/,
    ],
    [
      '[IBM][CLI Driver] SQL30082N  Security processing failed with reason "19" ("USERID DISABLED or RESTRICTED").',
      'wrong_secret',
      /disabled or locked/,
    ],
    [
      '[IBM][CLI Driver] SQL1060N  User "WARD" does not have the CONNECT privilege.  SQLSTATE=08004',
      'denied',
      /GRANT CONNECT/,
    ],
    [
      '[IBM][CLI Driver] SQL1013N  The database alias name or database name "SAMPLE" could not be found.',
      'misconfigured',
      /no database SAMPLE/,
    ],
    [
      '[IBM][CLI Driver] SQL1040N  The maximum number of applications is already connected to the database.',
      'full',
      /maximum number/,
    ],
    [
      '[IBM][CLI Driver] SQL1226N  The maximum number of coordinating agents are already started.',
      'full',
      /coordinating agents/,
    ],
    [
      '[IBM][CLI Driver] SQL30081N  A communication error has been detected. Communication function detecting the error: "connect".  Protocol specific error code(s): "111", "*", "*".',
      'refused',
      /takes no connection/,
    ],
    [
      '[IBM][CLI Driver] SQL30081N  A communication error has been detected. Communication function detecting the error: "selectForConnectTimeout".  Protocol specific error code(s): "115", "*", "*".',
      'silent',
      /no way to/,
    ],
    [
      '[IBM][CLI Driver] SQL1776N  The command cannot be issued on an HADR database. Reason code = "1".',
      'refused',
      /not open/,
    ],
    ['[IBM][CLI Driver] SQL30081N  Protocol "SSL": GSKit error 414', 'silent', /no way/],
  ])('that refuses with %s is told as what it is', async (message, state, sentence) => {
    const failure = await failureOf(
      openDb2(settings({ password: 'Secret1' }), options, running, driver({ refuses: message }).load),
    );

    expect([failure.state, failure.message]).toEqual([state, expect.stringMatching(sentence)]);
    expect(failure.message).not.toContain('Secret1');
  });

  it('that lets nobody know is silent', async () => {
    const failure = await failureOf(openDb2(settings(), options, running, driver({ refuses: 'hang' }).load));

    expect(failure.state).toBe('silent');
  });

  it.each([
    [
      'SQL0551N "WARD" does not have the required authorization or privilege to perform operation "EXECUTE"',
      'denied',
    ],
    ['SQL0204N "SYSIBMADM.MON_LOCKWAITS" is an undefined name. SQLSTATE=42704', 'absent'],
    ['SQL0952N Processing was cancelled due to an interrupt. SQLSTATE=57014', 'too_slow'],
    ['SQL1224N The database manager is not able to accept new requests', 'failed'],
  ])('that answers a statement with %s is told as what it is', async (message, reason) => {
    const fails = (sql: string) =>
      sql.includes('bad') ? `[IBM][CLI Driver][DB2/LINUXX8664] ${message}` : undefined;
    const session = await openDb2(settings(), options, running, driver({ fails }).load);
    const failure = await failureOf(session.query('SELECT bad FROM t', limits));

    expect([failure.reason, failure.message]).toEqual([reason, expect.stringContaining(message)]);
    expect(session.isUsable()).toBe(!message.startsWith('SQL1224N'));
  });

  it('that never answers costs its session', async () => {
    const fails = (sql: string) => (sql.includes('slow') ? 'hang' : undefined);
    const session = await openDb2(settings(), options, running, driver({ fails }).load);
    const failure = await failureOf(session.query('SELECT slow FROM t', { ...limits, timeoutMs: 1 }));

    expect([failure.reason, session.isUsable()]).toEqual(['too_slow', false]);
  });

  it('without its driver says which package is missing, and where it belongs', async () => {
    const probe = db2.create(settings(), options);

    await expect(probe.collect(running)).rejects.toMatchObject({
      state: 'misconfigured',
      message: expect.stringMatching(/^the driver ibm_db is not installed: run npm install ibm_db in \//),
    });
    await probe.close();
  });

  it('has a script that makes an account which may read this and no more', async () => {
    const script = (await db2.grants?.({ user: 'watcher' })) ?? '';

    expect(script).toContain('GRANT CONNECT ON DATABASE TO USER watcher;');
    expect(script).toContain('GRANT EXECUTE ON FUNCTION SYSPROC.MON_GET_DATABASE TO USER watcher;');
    expect(script).not.toMatch(/DATAACCESS|DBADM|SQLADM/);
  });
});
