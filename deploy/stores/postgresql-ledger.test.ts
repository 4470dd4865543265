import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readCollectorConfig } from '#collector/config/command-line.ts';
import { holdLedger, openLedger, prepareLedger } from '#collector/ledger/open-ledger.ts';
import { certificateAuthority } from '#scripts/servers/certificates.ts';
import { type Postgres, startPostgres } from '#scripts/servers/postgres.ts';
import { describeWithPostgres } from '#scripts/servers/postgres-tests.ts';

const text = (file: string) => readFileSync(join(import.meta.dirname, file), 'utf8');

describeWithPostgres('the example of a ledger on PostgreSQL', () => {
  const base = mkdtempSync(join(tmpdir(), 'ward-deploy-ledger-'));
  let server: Postgres;
  beforeAll(async () => {
    const authority = certificateAuthority();
    const { cert, key } = authority.issue({ names: ['localhost'] });
    writeFileSync(join(base, 'ca.pem'), authority.ca);
    authority.remove();
    server = await startPostgres({ tls: { certificate: cert, key } });
  });
  afterAll(async () => {
    await server?.stop();
    rmSync(base, { recursive: true, force: true });
  });

  it('makes an account and a database that a collector works with, over TLS', async () => {
    const statements = text('postgresql-ledger.sql')
      .replace(/^--.*$/gm, '')
      .split(';');
    for (const statement of statements) if (statement.trim()) await server.run(statement);
    writeFileSync(join(base, 'secret'), 'CHANGE-THIS\n');
    const settings = text('postgresql-ledger.yaml')
      .replace('postgres.example', `localhost:${server.port}`)
      .replace('/etc/ward/ledger.secret', join(base, 'secret'))
      // On this machine it has to be asked for.
      .replace('caFile=/etc/ward/ca.pem', `tls=verified&caFile=${join(base, 'ca.pem')}`);
    writeFileSync(join(base, 'collector.yaml'), settings);
    const read = readCollectorConfig(['--config', join(base, 'collector.yaml')]);
    if (!('config' in read)) throw new Error('no configuration');
    const { ledger } = read.config;

    const hold = await holdLedger(ledger, 'collector', () => {});
    const { applied } = await prepareLedger(ledger, base, 1);
    const sql = openLedger(ledger, base, hold.number);

    expect(applied.length).toBeGreaterThan(20);
    expect(await sql.run("INSERT INTO settings VALUES ('a', '1', 1)")).toBe(1);
    expect(await sql.get('SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()')).toEqual({ ssl: 1 });
    await sql.close();
    await hold.close();
  });
});
