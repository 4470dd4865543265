import type { Connection } from 'oracledb';
import { describe, expect, it } from 'vitest';
import type { Measurements } from '../../probe.ts';
import { watchedDatabase } from '../database-probe.ts';
import type { QueryError } from '../session.ts';
import { shippedStatements } from '../shipped-statements.ts';
import { type AllRows, testStatements } from '../test-statements.ts';
import { OracleConfig } from './config.ts';
import { oracleMake } from './make.ts';
import { connectString, sessionOf } from './open-session.ts';
import { oracle } from './oracle.ts';
import { oracleRows } from './test-rows.ts';

const running = new AbortController().signal;
const options = { procPath: '', sysPath: '', now: Date.now };
const statements = shippedStatements('oracle');
const settings = (more: Record<string, unknown> = {}) =>
  OracleConfig.parse({ address: '192.0.2.1', service: 'orders', timeout: '1s', ...more });

interface Server {
  version: string;
  role?: string;
  container?: string;
  rows?: AllRows;
  /** What a statement fails with; `hang`: it never ends. */
  fails?: (sql: string) => Error | 'hang' | undefined;
}

/** A connection in the shape of the driver, https://node-oracledb.readthedocs.io/en/latest/api_manual/connection.html */
function connection({ version, role = 'PRIMARY', container = '0', rows = oracleRows, fails }: Server) {
  const asked: string[] = [];
  const made = {
    oracleServerVersionString: version,
    callTimeout: 0,
    module: '',
    isHealthy: () => true,
    async close() {
      asked.push('close');
    },
    async rollback() {
      asked.push('rollback');
    },
    async execute(sql: string) {
      asked.push(sql);
      if (sql.startsWith('SET')) return {};
      const failure = fails?.(sql);
      if (failure === 'hang') return new Promise(() => {});
      if (failure) throw failure;
      const isFacts = sql.includes('DATABASE_ROLE');
      const name = statements.find((each) => each.sql === sql)?.name ?? '';
      const found = isFacts ? { columns: ['role', 'container'], rows: [[role, container]] } : rows[name];
      return {
        metaData: (found?.columns ?? []).map((column) => ({ name: column.toUpperCase() })),
        resultSet: {
          getRows: async (count: number) => (found?.rows ?? []).slice(0, count),
          close: async () => {},
        },
      };
    },
  };
  return { asked, connection: made as unknown as Connection, made };
}

const line = () => {
  const cuts = { isCut: false, cut: () => {} };
  cuts.cut = () => {
    cuts.isCut = true;
  };
  return cuts;
};

async function collect(server: Server, leave_out: readonly string[] = []): Promise<Measurements> {
  const probe = watchedDatabase(
    { ...oracleMake, open: (config) => sessionOf(connection(server).connection, line(), config, running) },
    { statements, metrics: oracle.metrics },
    settings({ leave_out }),
    options,
  );
  return probe.collect(running);
}

/** The server that asks just this statement. */
function serverFor(name: string): Server {
  if (name.endsWith('-root')) return { version: '19.3.0.0.0', container: '1' };
  if (name === 'standby-11') return { version: '11.2.0.4.0', role: 'PHYSICAL STANDBY' };
  const isStandby = ['standby', 'transport'].includes(name);
  return { version: '23.5.0.24.7', role: isStandby ? 'PHYSICAL STANDBY' : 'PRIMARY' };
}

testStatements(oracle as never, oracleRows, /^https:\/\/docs\.oracle\.com\//, (others) => {
  const name = statements.find((each) => !others.includes(each.name))?.name ?? '';
  return collect(serverFor(name), others);
});

describe('an Oracle database', () => {
  it.each([
    ['11.2.0.4.0', 'PRIMARY', '0', ['oracle', 'primary']],
    ['12.2.0.1.0', 'PRIMARY', '1', ['oracle', 'primary', 'root']],
    ['19.3.0.0.0', 'PRIMARY', '3', ['oracle', 'primary', 'pdb']],
    ['23.5.0.24.7', 'PHYSICAL STANDBY', '0', ['oracle', 'standby']],
  ])('%s %s in container %s is known for what it is', async (version, role, container, words) => {
    const { connection: made, asked } = connection({ version, role, container });
    const { facts } = await sessionOf(made, line(), settings(), running);

    expect(facts).toMatchObject({ product: 'Oracle', version, words });
    expect(asked[0]?.includes('CON_ID')).toBe(!version.startsWith('11'));
  });

  it('is asked in transactions that cannot write, within a limit, as ward', async () => {
    const { connection: made, asked } = connection({ version: '19.3.0.0.0' });
    const session = await sessionOf(made, line(), settings(), running);
    await session.query('SELECT 1 FROM dual', { maxRows: 10, timeoutMs: 700, signal: running });

    expect(asked.slice(1)).toEqual(['SET TRANSACTION READ ONLY', 'SELECT 1 FROM dual', 'rollback']);
    expect([made.callTimeout, made.module]).toEqual([700, 'ward']);
  });

  it('brings no more rows than wanted', async () => {
    const rows = Array.from({ length: 50 }, (_, i) => [`P${i}`, i]);
    const sizes = { columns: ['database', 'bytes'], rows, readings: {} };
    const { connection: made } = connection({ version: '19.3.0.0.0', rows: { sizes } });
    const session = await sessionOf(made, line(), settings(), running);
    const sql = statements.find(({ name }) => name === 'sizes')?.sql ?? '';
    const read = await session.query(sql, { maxRows: 10, timeoutMs: 700, signal: running });

    expect([read.rows.length, read.isCut, read.columns]).toEqual([10, true, ['database', 'bytes']]);
  });

  it.each([
    ['ORA-00942: table or view does not exist', 'denied'],
    ['ORA-00904: "GAP_STATUS": invalid identifier', 'absent'],
    ['ORA-01031: insufficient privileges', 'denied'],
    ['NJS-123: call timeout of 700 ms exceeded', 'too_slow'],
    ['ORA-03113: end-of-file on communication channel', 'failed'],
  ])('that answers a statement with %s is told as what it is', async (message, reason) => {
    const { connection: made } = connection({
      version: '19.3.0.0.0',
      fails: (sql) => (sql.includes('bad') ? new Error(message) : undefined),
    });
    const session = await sessionOf(made, line(), settings(), running);
    const failure = await session
      .query('SELECT bad FROM dual', { maxRows: 1, timeoutMs: 700, signal: running })
      .catch((error) => error as QueryError);

    expect(failure).toMatchObject({ reason, message: expect.stringContaining(message) });
  });

  it('that never answers costs its session and no more than its time', async () => {
    const { connection: made } = connection({
      version: '19.3.0.0.0',
      fails: (sql) => (sql.includes('slow') ? 'hang' : undefined),
    });
    const session = await sessionOf(made, line(), settings(), running);
    const failure = await session
      .query('SELECT slow FROM dual', { maxRows: 1, timeoutMs: 10, signal: running })
      .catch((error) => error as QueryError);

    expect(failure).toMatchObject({ reason: 'too_slow' });
    expect(session.isUsable()).toBe(false);
    await session.close();
    await session.close();
  });

  it('is asked all that a primary without containers has, with nothing left out', async () => {
    const { readings, skipped } = await collect({ version: '19.3.0.0.0' });

    expect(skipped).toEqual([]);
    expect(readings.length).toBeGreaterThan(60);
  });

  it('is described to the driver without anything that a setting could bring in besides', () => {
    expect(connectString(settings({ address: '2001:db8::1', tls: 'verified', port: 2484 }))).toBe(
      '(DESCRIPTION=(ADDRESS=(PROTOCOL=tcps)(HOST=2001:db8::1)(PORT=2484))(CONNECT_DATA=(SERVICE_NAME=orders)(SERVER=DEDICATED)))',
    );
    expect(OracleConfig.safeParse({ address: 'a', service: 'x)(SERVER=POOLED' }).success).toBe(false);
    expect(OracleConfig.safeParse({ address: 'a' }).error?.issues[0]?.message).toBe(
      'either a service or a sid',
    );
  });

  it('has a script that makes an account which may read this and no more', async () => {
    const script = (await oracle.grants?.({ user: 'watcher' })) ?? '';

    expect(script).toContain('GRANT CREATE SESSION TO watcher;');
    expect(script).toContain('GRANT SELECT ON sys.v_$resource_limit TO watcher;');
    expect(script).not.toMatch(/GRANT (?:DBA|SELECT_CATALOG_ROLE|SELECT ANY)/);
  });
});
