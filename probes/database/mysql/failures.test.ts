import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Mariadb, startMariadb } from '../../../scripts/servers/mariadb.ts';
import { describeWith } from '../../../scripts/servers/unavailable.ts';
import type { ProbeOptions } from '../../probe.ts';
import { MysqlConfig } from './config.ts';
import { openMysql } from './open-session.ts';
import { pretendedMysql } from './test-mysql.ts';
import { never, type Settings, watching } from './test-watching.ts';

const options: ProbeOptions = { procPath: '', sysPath: '', now: () => 0 };

function open(server: { address: string; port: number }, settings: Settings = {}) {
  const { address, port } = server;
  const config = { address, port, user: 'root', ...settings };
  return openMysql(MysqlConfig.parse(config), options, never);
}

const bounds = { maxRows: 5, timeoutMs: 10_000, signal: never };
/** Where nothing comes, however long one waits. */
const hasty = { timeout: '1s' };

describeWith('mariadbd', 'a session with a real server', () => {
  let server: Mariadb;
  beforeAll(async () => {
    server = await startMariadb();
    await server.run(
      "CREATE USER locked@'%' IDENTIFIED BY 'right' ACCOUNT LOCK",
      "CREATE USER expired@'%' IDENTIFIED BY 'right' PASSWORD EXPIRE",
      "CREATE USER encrypted@'%' IDENTIFIED BY 'right' REQUIRE SSL",
      "CREATE USER alone@'%' IDENTIFIED BY 'right' WITH MAX_USER_CONNECTIONS 1",
      "CREATE USER filler@'%' IDENTIFIED BY 'right'",
    );
  });
  afterAll(() => server?.stop());

  it.each([
    ['a wrong password', { user: 'filler', password: 'wrong' }, 'wrong_secret', /filler is not accepted/],
    ['a locked account', { user: 'locked', password: 'right' }, 'wrong_secret', /locked is locked/],
    ['an expired password', { user: 'expired', password: 'right' }, 'wrong_secret', /has expired/],
    ['an account that wants TLS', { user: 'encrypted', password: 'right' }, 'wrong_secret', /must use TLS/],
    ['no TLS where it is wanted', { tls: 'required' }, 'misconfigured', /has no TLS/],
  ])('is refused with %s, in words', async (_what, settings, state, sentence) => {
    const refused = open(server, settings);

    await expect(refused).rejects.toMatchObject({ state, message: expect.stringMatching(sentence) });
    await expect(refused).rejects.not.toThrow(/right|wrong-secret/);
  });

  it('is told that the limit of the account, or of the server, is reached', async () => {
    const first = await open(server, { user: 'alone', password: 'right' });
    await expect(open(server, { user: 'alone', password: 'right' })).rejects.toMatchObject({ state: 'full' });
    await first.close();

    const others = await Promise.all(Array.from({ length: 20 }, () => server.connect('filler', 'right')));
    const refused = open(server, { user: 'filler', password: 'right' });
    await expect(refused).rejects.toMatchObject({
      state: 'full',
      message: expect.stringMatching(/Too many connections/),
    });
    await Promise.all(others.map((each) => each.end()));
  });

  it('cannot write, and calls itself what it is', async () => {
    const session = await open(server);

    await expect(session.query('CREATE TABLE mysql.x (a INT)', bounds)).rejects.toThrow(/READ ONLY/);
    expect(session.facts).toMatchObject({ product: 'MariaDB', words: ['mariadb', 'binlog'] });
    await session.close();
    await session.close();
  });

  it('has a slow statement ended by the server, and goes on', async () => {
    const session = await open(server);
    const slow = session.query('SELECT SLEEP(30)', { ...bounds, timeoutMs: 200 });

    await expect(slow).rejects.toMatchObject({
      reason: 'too_slow',
      message: expect.stringMatching(/max_statement_time/),
    });
    expect((await session.query('SELECT 1 AS A, NULL AS b', bounds)).rows).toEqual([[1, null]]);
    await session.close();
  });

  it('reads no more rows than asked for, of a million', async () => {
    const session = await open(server, { database: 'mysql' });
    const { rows, isCut } = await session.query('SELECT seq FROM seq_1_to_1000000', bounds);

    expect([rows.length, isCut, session.isUsable()]).toEqual([5, true, true]);
    await session.close();
  });

  it('cuts the connection where a limit in the statement lets a million rows come', async () => {
    const session = await open(server, { database: 'mysql' });
    const { rows, isCut } = await session.query('SELECT seq FROM seq_1_to_1000000 LIMIT 1000000', bounds);

    expect([rows.length, isCut, session.isUsable()]).toEqual([5, true, false]);
    await session.close();
  });

  it('cuts the connection at a row of many megabytes', async () => {
    const session = await open(server);
    const huge = session.query("SELECT REPEAT('x', 15000000)", bounds);

    await expect(huge).rejects.toThrow(/more than 8 MB came for one statement/);
    expect(session.isUsable()).toBe(false);
  });

  it.each([
    ['SELECT * FROM nowhere.at_all', 'absent'],
    ['SELECT nothing FROM mysql.user', 'absent'],
    ['SELECT @@global.no_such_thing', 'absent'],
    ['SELEC 1', 'failed'],
  ])('tells why %s fails: %s', async (sql, reason) => {
    const session = await open(server);

    await expect(session.query(sql, bounds)).rejects.toMatchObject({ name: 'QueryError', reason });
    expect(session.isUsable()).toBe(true);
    await session.close();
  });

  it('reads a DATETIME in the zone of the server', async () => {
    const session = await open(server);
    const { rows } = await session.query('SELECT NOW(), UNIX_TIMESTAMP(NOW())', bounds);
    await session.close();

    expect((rows[0]![0] as Date).getTime() / 1_000).toBe(rows[0]![1]);
  });

  it('is silent at a server that hangs, and reads it again when it goes on', async () => {
    const side = watching(server, { user: 'root', password: undefined, ...hasty });
    await side.collect();
    server.pause();
    await expect(side.collect()).rejects.toMatchObject({ state: 'silent' });
    await expect(side.collect()).rejects.toMatchObject({
      state: 'silent',
      message: expect.stringMatching(/takes the connection and says nothing/),
    });
    server.resume();
    const { values } = await side.collect();
    await side.close();

    expect(values.get('database.sessions')).toBeGreaterThan(0);
  });

  it('stops when nobody waits any more', async () => {
    const session = await open(server);
    const stop = new AbortController();
    const asked = session.query('SELECT SLEEP(5)', { maxRows: 1, timeoutMs: 10_000, signal: stop.signal });
    stop.abort(new Error('nobody waits'));

    await expect(asked).rejects.toThrow('nobody waits');
    expect(session.isUsable()).toBe(false);
  });
});

describe('a sign-in', () => {
  it.each([
    [1129, 'refused', /FLUSH HOSTS/],
    [1130, 'refused', /nobody in from this host/],
    [1044, 'denied', /may not use this database/],
    [1049, 'misconfigured', /no such database/],
    [3159, 'misconfigured', /only connections with TLS/],
    [3118, 'wrong_secret', /ACCOUNT UNLOCK/],
    [1862, 'wrong_secret', /PASSWORD EXPIRE NEVER/],
    [3955, 'wrong_secret', /too many wrong passwords/],
    [1203, 'full', /no more connections/],
    [9999, 'failed', /strange \(9999\)/],
  ])('that is answered with error %i is %s', async (code, state, sentence) => {
    const server = await pretendedMysql({ version: '8.0.36', refusal: { code, message: 'strange' } });

    await expect(open(server)).rejects.toMatchObject({ state, message: expect.stringMatching(sentence) });
    await server.close();
  });

  it('with a password that has to be changed first is told as that', async () => {
    const answer = () => ({ code: 1820, message: 'You must reset your password' });
    const server = await pretendedMysql({ version: '8.0.36', answer });

    await expect(open(server)).rejects.toMatchObject({ state: 'wrong_secret' });
    await server.close();
  });

  it('that is let in and answered nothing is silent', async () => {
    const server = await pretendedMysql({ version: '8.0.36', answer: () => 'silence' });

    await expect(open(server, hasty)).rejects.toMatchObject({
      state: 'silent',
      message: expect.stringMatching(/answers not even the first question/),
    });
    await server.close();
  });

  it.each([
    [
      'SSH',
      (socket: Socket) => socket.write('SSH-2.0-OpenSSH_9.2\r\n'),
      'not_understood',
      /not as MySQL does/,
    ],
    ['a web server, which waits', () => true, 'silent', /hangs, or is no MySQL/],
    ['one that closes at once', (socket: Socket) => socket.end(), 'silent', /closed the connection/],
  ])('at %s says so', async (_what, act, state, sentence) => {
    const server = createServer((socket) => {
      socket.on('error', () => {});
      act(socket);
    });
    const port = await listening(server);

    await expect(open({ address: '127.0.0.1', port }, hasty)).rejects.toMatchObject({
      state,
      message: expect.stringMatching(sentence),
    });
    server.close();
  });

  it('at a closed port is refused', async () => {
    const server = createServer();
    const port = await listening(server);
    await new Promise((resolve) => server.close(resolve));

    await expect(open({ address: '127.0.0.1', port })).rejects.toMatchObject({ state: 'refused' });
  });
});

it('is loaded without its driver', () => {
  const file = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

  for (const name of ['mysql.ts', 'config.ts', 'metrics.ts'])
    expect(file(name)).not.toMatch(/from '(?:mysql2|\.\/(?:connect|make|open-session))/);
});

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
