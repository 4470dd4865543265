import { afterAll, beforeAll, expect, it } from 'vitest';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { type Postgres, startPostgres, whyNoPostgres } from '#scripts/servers/postgres.ts';
import { describeWithPostgres } from '#scripts/servers/postgres-tests.ts';
import { PostgresConfig } from './config.ts';
import { openSession } from './open-session.ts';

const never = new AbortController().signal;
let authority: CertificateAuthority;
let server: Postgres;

beforeAll(async () => {
  if (whyNoPostgres() !== undefined) return;
  authority = certificateAuthority();
  const { cert: certificate, key } = authority.issue({ names: ['db.example.test'] });
  server = await startPostgres({ tls: { certificate, key } });
  await server.letIn('hostnossl all only_tls 127.0.0.1/32 reject');
  await server.run("CREATE ROLE only_tls LOGIN PASSWORD 'pw'");
});
afterAll(async () => {
  await server?.stop();
  authority?.remove();
});

/** Whether the session is encrypted, as the server says. */
async function encrypted(more: Record<string, unknown>, host?: string): Promise<unknown> {
  const config = PostgresConfig.parse({
    address: '127.0.0.1',
    port: server.port,
    user: 'only_tls',
    password: 'pw',
    ...more,
  });
  const options = { procPath: '', sysPath: '', now: Date.now, ...(host !== undefined && { host }) };
  const session = await openSession(config, options, never);
  try {
    const sql = 'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()';
    return (await session.query(sql, { maxRows: 1, timeoutMs: 5_000, signal: never })).rows[0]?.[0];
  } finally {
    await session.close();
  }
}

describeWithPostgres('a PostgreSQL with TLS', () => {
  it('is spoken to in secret, where it offers that', async () => {
    expect(await encrypted({})).toBe(true);
    expect(await encrypted({ tls: 'required' })).toBe(true);
    expect(await encrypted({ tls: 'off', user: 'postgres', password: server.password })).toBe(false);
  });

  it('that insists on it says so', async () => {
    await expect(encrypted({ tls: 'off' })).rejects.toMatchObject({
      state: 'refused',
      message: expect.stringContaining('setting tls'),
    });
  });

  it('is believed with a certificate of its name, and only then', async () => {
    const verified = { tls: 'verified', ca: authority.ca };

    expect(await encrypted(verified, 'db.example.test')).toBe(true);
    await expect(encrypted(verified, 'other.example.test')).rejects.toMatchObject({
      state: 'bad_certificate',
    });
    await expect(encrypted({ tls: 'verified' }, 'db.example.test')).rejects.toMatchObject({
      state: 'bad_certificate',
    });
  });
});
