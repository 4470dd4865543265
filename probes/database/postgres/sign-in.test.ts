import { createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Postgres, startPostgres, whyNoPostgres } from '#scripts/servers/postgres.ts';
import { describeWithPostgres } from '#scripts/servers/postgres-tests.ts';
import { PostgresConfig } from './config.ts';
import { openSession } from './open-session.ts';

const never = new AbortController().signal;
const options = { procPath: '', sysPath: '', now: Date.now };
const closers: (() => unknown)[] = [];
let server: Postgres;

beforeAll(async () => {
  if (whyNoPostgres() !== undefined) return;
  server = await startPostgres({
    lines: ['max_connections = 8', 'superuser_reserved_connections = 2', 'max_wal_senders = 0'],
  });
  await server.run(`CREATE ROLE ward LOGIN PASSWORD 'pw';
    CREATE ROLE expired LOGIN PASSWORD 'pw' VALID UNTIL '2020-01-01';
    CREATE ROLE locked NOLOGIN PASSWORD 'pw';
    CREATE ROLE one LOGIN PASSWORD 'pw' CONNECTION LIMIT 0;`);
  await server.run('CREATE DATABASE shut');
  await server.run('REVOKE CONNECT ON DATABASE shut FROM public');
  await server.letIn('host all stranger 127.0.0.1/32 reject');
});
afterAll(() => server?.stop());
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function tryIn(more: Record<string, unknown> = {}): Promise<unknown> {
  const settings = {
    address: '127.0.0.1',
    port: server?.port,
    user: 'ward',
    password: 'pw',
    timeout: '10s',
    ...more,
  };
  const session = await openSession(PostgresConfig.parse(settings), options, never);
  closers.push(() => session.close());
  return session.facts.product;
}

describeWithPostgres('signing in to PostgreSQL', () => {
  it.each<[string, Record<string, unknown>, string, RegExp]>([
    [
      'a wrong password',
      { password: 'no' },
      'wrong_secret',
      /a wrong password, no such account, or one whose VALID UNTIL/,
    ],
    ['no password', { password: undefined }, 'wrong_secret', /wants a password/],
    ['no such account', { user: 'nobody' }, 'wrong_secret', /nobody/],
    ['an expired account', { user: 'expired' }, 'wrong_secret', /VALID UNTIL/],
    ['an account that may not sign in', { user: 'locked' }, 'wrong_secret', /NOLOGIN/],
    ['an account at its limit', { user: 'one' }, 'full', /too many connections for role/],
    ['a rule against this host', { user: 'stranger' }, 'refused', /pg_hba\.conf/],
    ['no such database', { database: 'nothing' }, 'misconfigured', /no database nothing/],
    [
      'a database that is not for it',
      { database: 'shut' },
      'denied',
      /GRANT CONNECT ON DATABASE shut TO ward/,
    ],
    ['TLS that the server does not offer', { tls: 'required' }, 'refused', /offers no TLS/],
    ['a port that is shut', { port: 1 }, 'refused', /takes no connection/],
  ])('tells %s', async (_what, more, state, words) => {
    await expect(tryIn(more)).rejects.toMatchObject({ state, message: expect.stringMatching(words) });
  });

  it('never says the password', async () => {
    const error = await tryIn({ password: 'very-secret-7' }).catch(String);

    expect(error).not.toContain('very-secret-7');
  });

  it('tells a server that takes no more sessions', async () => {
    await using held = await holdAll();
    expect(held.count).toBeGreaterThan(2);

    await expect(tryIn()).rejects.toMatchObject({
      state: 'full',
      message: expect.stringContaining('takes no more sessions'),
    });
  });

  it('tells a server that hangs, and leaves as soon as nobody waits', async () => {
    server.pause();
    try {
      await expect(tryIn({ timeout: '1s' })).rejects.toMatchObject({
        state: 'silent',
        message: expect.stringContaining('says nothing'),
      });
      const stopped = new AbortController();
      const opening = openSession(
        PostgresConfig.parse({ address: '127.0.0.1', port: server.port, timeout: '40s' }),
        options,
        stopped.signal,
      );
      stopped.abort(new Error('nobody waits'));
      await expect(opening).rejects.toThrow('nobody waits');
    } finally {
      server.resume();
    }
  });
});

/** Every session that ordinary accounts may have. */
async function holdAll(): Promise<{ count: number; [Symbol.asyncDispose](): Promise<void> }> {
  const held: { end(): Promise<void> }[] = [];
  for (;;) {
    const one = await server.connect({ user: 'ward', password: 'pw' }).catch(() => undefined);
    if (one === undefined) break;
    held.push(one);
  }
  return {
    count: held.length,
    [Symbol.asyncDispose]: async () => void (await Promise.all(held.map((one) => one.end()))),
  };
}

describe('what is no PostgreSQL', () => {
  const error = (code: string, text: string) => {
    const fields = Buffer.from(`SFATAL\0C${code}\0M${text}\0\0`);
    const head = Buffer.from([0x45, 0, 0, 0, 0]);
    head.writeUInt32BE(fields.length + 4, 1);
    return Buffer.concat([head, fields]);
  };
  /** Code 10 with a salt and a token, as openGauss asks for sha256. */
  const sha256 = Buffer.concat([
    Buffer.from([0x52, 0, 0, 0, 88, 0, 0, 0, 10, 0, 0, 0, 2]),
    Buffer.alloc(76, 'a'),
  ]);

  it.each<[string, (socket: Socket) => void, string, RegExp]>([
    [
      'HTTP',
      (socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'),
      'not_understood',
      /not as PostgreSQL/,
    ],
    ['SSH', (socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'), 'not_understood', /not as PostgreSQL/],
    ['somebody who hangs up', (socket) => socket.end(), 'silent', /no way to it/],
    [
      'a server that starts',
      (socket) => socket.end(error('57P03', 'the database system is starting up')),
      'refused',
      /starting up/,
    ],
    [
      'a pooler',
      (socket) => socket.end(error('08P01', 'unsupported startup parameter: options')),
      'misconfigured',
      /pgbouncer/,
    ],
    ['openGauss with sha256', (socket) => socket.write(sha256), 'unsupported', /password_encryption_type/],
    [
      'a locked account',
      (socket) => socket.end(error('28000', 'The account has been locked.')),
      'wrong_secret',
      /is locked/,
    ],
  ])('%s is told', async (_what, answer, state, words) => {
    const listening = createServer((socket) => {
      socket.on('error', () => {});
      socket.once('data', () => answer(socket));
      closers.push(() => socket.destroy());
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => listening.once('listening', resolve));
    closers.push(() => listening.close());
    const { port } = listening.address() as { port: number };
    const config = PostgresConfig.parse({
      address: '127.0.0.1',
      port,
      password: 'pw',
      tls: 'off',
      timeout: '10s',
    });

    await expect(openSession(config, options, never)).rejects.toMatchObject({
      state,
      message: expect.stringMatching(words),
    });
  });
});
