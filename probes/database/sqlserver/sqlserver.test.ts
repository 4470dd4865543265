import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figures } from '../../host/test-tree.ts';
import type { Measurements } from '../../probe.ts';
import { shippedStatements } from '../shipped-statements.ts';
import { testStatements } from '../test-statements.ts';
import { sqlserver } from './sqlserver.ts';
import { sqlserverRows } from './test-rows.ts';
import { startTds, type TdsRows, type TdsServer } from './test-tds.ts';

const running = new AbortController().signal;
const options = { procPath: '', sysPath: '', now: Date.now };
const statements = shippedStatements('sqlserver');
let version = '15.0.4198.2';
let tds: TdsServer;

beforeAll(async () => {
  tds = await startTds({ answer });
});
afterAll(() => tds.close());

/** The rows of the statement that a batch ends with. */
function answer(sql: string): TdsRows | { number: number; message: string } | undefined {
  if (sql.includes('ProductVersion'))
    return { columns: ['version', 'edition', 'engine', 'hadr'], rows: [[version, 'Standard', 2, 1]] };
  if (sql.includes('HAS_DBACCESS(name) = 1')) return { columns: ['name'], rows: [['Orders']] };
  const name = statements.find((each) => sql.endsWith(each.sql))?.name ?? '';
  return sqlserverRows[name];
}

const settings = (more: Record<string, unknown> = {}) =>
  sqlserver.config.parse({ address: '127.0.0.1', port: tds.port, password: 'p', tls: 'off', ...more });

async function collect(leave_out: readonly string[], of: string = version): Promise<Measurements> {
  version = of;
  const probe = sqlserver.create(settings({ leave_out }), options);
  try {
    return await probe.collect(running);
  } finally {
    await probe.close();
  }
}

testStatements(sqlserver as never, sqlserverRows, /^https:\/\/learn\.microsoft\.com\//, (others) =>
  collect(others, others.includes('availability-2012') ? '15.0.4198.2' : '11.0.7001.0'),
);

describe('a SQL Server', () => {
  it('is asked all that its version knows over one connection, and explained', async () => {
    version = '16.0.1000.6';
    const explanation = await sqlserver.explain?.(settings(), options, running);

    expect(explanation?.recognised).toMatchObject({
      vendor: 'SQL Server 2022',
      model: '16.0.1000.6 Standard',
    });
    expect(explanation?.ignored).toEqual([]);
    expect(explanation?.timings.map(({ step }) => step)).toEqual(
      expect.arrayContaining(['connect', 'availability', 'filegroups', 'transactions']),
    );
    expect(explanation?.timings.map(({ step }) => step)).not.toContain('availability-2012');
  });

  it('that gives no right to a reading is read all the same', async () => {
    const message = "VIEW SERVER STATE permission was denied on object 'server', database 'master'.";
    const refusing = await startTds({
      answer: (sql) => (sql.includes('sys.dm_exec_sessions') ? { number: 300, message } : answer(sql)),
    });
    const probe = sqlserver.create(settings({ port: refusing.port }), options);
    const measurements = await probe.collect(running);
    await probe.close();
    await refusing.close();

    expect(figures(measurements)['database.rights_missing']).toBe(2);
    expect(measurements.skipped?.map(({ why }) => why)).toContain(
      'needs VIEW SERVER STATE: USE master; GRANT VIEW SERVER STATE TO ward;',
    );
    expect(figures(measurements)['database.deadlocks_total']).toBe(12);
  });

  it('has a script that makes an account which may read this and no more', async () => {
    const script = (await sqlserver.grants?.({ user: 'watcher' })) ?? '';

    expect(script).toContain('CREATE LOGIN watcher');
    expect(script).toContain('USE master; GRANT VIEW SERVER STATE TO watcher;');
    expect(script).toContain('USE msdb; GRANT SELECT ON dbo.backupset TO watcher;');
    expect(script).not.toMatch(/sysadmin TO|db_owner|CONTROL SERVER/i);
  });
});
