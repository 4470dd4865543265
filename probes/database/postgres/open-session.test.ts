import { createServer, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type Postgres, startPostgres, whyNoPostgres } from '#scripts/servers/postgres.ts';
import { describeWithPostgres } from '#scripts/servers/postgres-tests.ts';
import type { DatabaseSession } from '../session.ts';
import { PostgresConfig } from './config.ts';
import { openSession } from './open-session.ts';

const never = new AbortController().signal;
const options = { procPath: '', sysPath: '', now: Date.now };
const closers: (() => unknown)[] = [];
let server: Postgres;

beforeAll(async () => {
  if (whyNoPostgres() === undefined) server = await startPostgres();
});
afterAll(() => server?.stop());
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function config(more: Record<string, unknown> = {}): PostgresConfig {
  const { address = '127.0.0.1', port, password } = server ?? {};
  return PostgresConfig.parse({ address, port, user: 'postgres', password, ...more });
}

async function open(more: Record<string, unknown> = {}): Promise<DatabaseSession> {
  const session = await openSession(config(more), options, never);
  closers.push(() => session.close());
  return session;
}

const limits = { maxRows: 100, timeoutMs: 5_000, signal: never };

describeWithPostgres('a session with PostgreSQL', () => {
  it('is read-only, named, limited in time and bent on one statement', async () => {
    const session = await open({ timeout: '3s' });
    const shown = async (name: string) => (await session.query(`SHOW ${name}`, limits)).rows[0]?.[0];

    expect(await shown('default_transaction_read_only')).toBe('on');
    expect(await shown('application_name')).toBe('ward');
    expect(await shown('statement_timeout')).toBe('3s');
    expect(await shown('lock_timeout')).toBe('1s');
    await expect(session.query('CREATE TABLE t (a int)', limits)).rejects.toMatchObject({
      message: expect.stringContaining('tries to write'),
    });
    await expect(session.query('SELECT 1; SELECT 2', limits)).rejects.toMatchObject({ reason: 'failed' });
    expect(session.isUsable()).toBe(true);
  });

  it('brings numbers, words, times, truths and nothing as they are', async () => {
    const session = await open();

    const { columns, rows } = await session.query(
      `SELECT 1::int AS "Int", 2::bigint AS big, 1.5::numeric AS numeric, '中' AS text, true AS yes, NULL AS nothing,
              timestamptz '2026-01-05 10:00:00+08' AS at, $1::text AS given`,
      { ...limits, values: ['x'] },
    );

    expect(columns).toEqual(['int', 'big', 'numeric', 'text', 'yes', 'nothing', 'at', 'given']);
    expect(rows).toEqual([[1, 2, 1.5, '中', true, null, new Date('2026-01-05T02:00:00Z'), 'x']]);
  });

  it('asks again what it has asked before, also of a table that has changed', async () => {
    await server.run('CREATE TABLE grows AS SELECT 1 AS a');
    const session = await open();
    await session.query('SELECT * FROM grows', limits);
    await server.run('ALTER TABLE grows ADD b int DEFAULT 2');

    expect((await session.query('SELECT * FROM grows', limits)).rows).toEqual([[1, 2]]);
    expect((await session.query('SELECT * FROM grows', limits)).rows).toEqual([[1, 2]]);
  });

  it('reads no more rows than it may of a million, and goes on with the next', async () => {
    const session = await open();

    const { rows, isCut } = await session.query(
      "SELECT n, repeat('x', 1000) FROM generate_series(1, 1000000) n",
      limits,
    );

    expect(rows.length).toBe(100);
    expect(isCut).toBe(true);
    expect((await session.query('SELECT 7', limits)).rows).toEqual([[7]]);
  });

  it('cuts an answer off that is too large, and is of no use afterwards', async () => {
    const session = await open();
    const before = process.memoryUsage().arrayBuffers;

    await expect(
      session.query("SELECT repeat('x', 100000000)", { ...limits, timeoutMs: 60_000 }),
    ).rejects.toMatchObject({
      reason: 'failed',
      message: expect.stringContaining('16 MB'),
    });
    expect(session.isUsable()).toBe(false);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
  });

  it('lets the server end what is too slow, and goes on', async () => {
    const session = await open({ timeout: '1s' });

    await expect(session.query('SELECT pg_sleep(30)', { ...limits, timeoutMs: 1_000 })).rejects.toMatchObject(
      {
        reason: 'too_slow',
      },
    );
    expect((await session.query('SELECT 7', limits)).rows).toEqual([[7]]);
  });

  it('waits for nobody else’s lock', async () => {
    await server.run('CREATE TABLE IF NOT EXISTS locked (a int)');
    const holder = await server.connect();
    closers.push(() => holder.end());
    await holder.query('BEGIN');
    await holder.query('LOCK TABLE locked IN ACCESS EXCLUSIVE MODE');
    const session = await open();

    await expect(session.query('SELECT * FROM locked', limits)).rejects.toMatchObject({
      reason: 'too_slow',
      message: expect.stringContaining('lock'),
    });
  });

  it('tells a missing right, what is not there and what is wrong apart', async () => {
    const session = await open();
    await server.run("CREATE ROLE nobody_much LOGIN PASSWORD 'pw'");
    const poor = await openSession(config({ user: 'nobody_much', password: 'pw' }), options, never);
    closers.push(() => poor.close());

    await expect(poor.query('SELECT * FROM pg_authid', limits)).rejects.toMatchObject({ reason: 'denied' });
    await expect(session.query('SELECT * FROM nothing_here', limits)).rejects.toMatchObject({
      reason: 'absent',
    });
    await expect(session.query('SELECT nothing_here()', limits)).rejects.toMatchObject({ reason: 'absent' });
    await expect(session.query('SELECT 1/0', limits)).rejects.toMatchObject({ reason: 'failed' });
  });

  it('gives a server up that hangs in the middle, and one that nobody waits for', async () => {
    const session = await open({ timeout: '1s' });
    const other = await open();
    const stopped = new AbortController();
    server.pause();
    try {
      const left = other.query('SELECT 1', { ...limits, signal: stopped.signal });
      stopped.abort();
      await expect(left).rejects.toMatchObject({ reason: 'too_slow' });
      await expect(session.query('SELECT 1', { ...limits, timeoutMs: 200 })).rejects.toMatchObject({
        reason: 'too_slow',
      });
    } finally {
      server.resume();
    }
    expect([session.isUsable(), other.isUsable()]).toEqual([false, false]);
  });

  it('is over when the server ends it', async () => {
    const session = await open();
    await server.run(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ward'",
    );

    await expect
      .poll(
        () =>
          session.query('SELECT 1', limits).then(
            () => 'answered',
            (error: Error) => error.name,
          ),
        { timeout: 30_000 },
      )
      .toBe('QueryError');
    expect(session.isUsable()).toBe(false);
    await session.close();
    await session.close();
  });

  it('that is half open is given up in its time', async () => {
    // What the server sends after a while goes nowhere, as behind a firewall that has forgotten the connection.
    let isCut = false;
    const proxy = await listener((near) => {
      const far = new (near.constructor as new () => Socket)();
      far.connect(server.port, '127.0.0.1');
      near.on('data', (data) => isCut || far.write(data));
      far.on('data', (data) => isCut || near.write(data));
      near.on('error', () => {}).on('close', () => far.destroy());
      far.on('error', () => {});
    });
    const session = await open({ port: proxy });
    isCut = true;

    await expect(session.query('SELECT 1', { ...limits, timeoutMs: 100 })).rejects.toMatchObject({
      reason: 'too_slow',
    });
    expect(session.isUsable()).toBe(false);
  });
});

async function listener(onSocket: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const listening = createServer((socket) => {
    sockets.add(socket);
    onSocket(socket);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => listening.once('listening', resolve));
  closers.push(() => {
    for (const socket of sockets) socket.destroy();
    listening.close();
  });
  return (listening.address() as { port: number }).port;
}
