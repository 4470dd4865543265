import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import {
  type CertificateAuthority,
  certificateAuthority,
  type IssuedCertificate,
} from '#scripts/servers/certificates.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import type { ProbeOptions } from '../../probe.ts';
import type { ProbeError } from '../../probe-error.ts';
import type { DatabaseSession, QueryError } from '../session.ts';
import { SqlserverConfig } from './config.ts';
import { openSqlserver } from './open-session.ts';
import { startTds, type TdsOptions, type TdsServer } from './test-tds.ts';

const running = new AbortController().signal;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

const FACTS = {
  columns: ['version', 'edition', 'engine', 'hadr'],
  rows: [['15.0.4198.2', 'Standard Edition', 2, 1]],
};

async function server(options: TdsOptions = {}): Promise<TdsServer> {
  const { answer } = options;
  const started = await startTds({
    ...options,
    answer: (sql) => (sql.includes('ProductVersion') ? FACTS : answer?.(sql)),
  });
  open.push(started);
  return started;
}

function signIn(
  port: number,
  settings: Record<string, unknown> = {},
  options: Partial<ProbeOptions> = {},
  signal: AbortSignal = running,
): Promise<DatabaseSession> {
  const config = SqlserverConfig.parse({
    address: '127.0.0.1',
    port,
    password: 'Secret-1!',
    tls: 'off',
    timeout: '3s',
    ...settings,
  });
  return openSqlserver(config, { procPath: '', sysPath: '', now: Date.now, ...options }, signal).then(
    (session) => {
      open.push(session);
      return session;
    },
  );
}

const failureOf = (asked: Promise<unknown>): Promise<ProbeError> =>
  asked.then(
    () => Promise.reject(new Error('nothing failed')),
    (error) => error as ProbeError,
  );
const asked = { maxRows: 100, timeoutMs: 5_000, signal: running };

describe('a session with SQL Server', () => {
  it('says who it is, that it only reads, and finds out what the server is', async () => {
    const tds = await server();
    const { facts } = await signIn(tds.port);

    expect(facts).toEqual({
      product: 'SQL Server 2019',
      version: '15.0.4198.2 Standard Edition',
      numbers: [15, 0, 4198, 2],
      words: ['sqlserver', 'hadr'],
    });
    expect(tds.signIns.at(-1)).toEqual({ user: 'ward', app: 'ward', database: 'master', readOnly: true });
    expect(tds.batches.join(' ')).toMatch(/READ UNCOMMITTED.*LOCK_TIMEOUT 1000.*DEADLOCK_PRIORITY LOW/);
    expect(tds.open()).toBe(1);
  });

  it('brings rows with columns in lower case', async () => {
    const rows = [
      ['主数据库', 1.5, 9_007_199_254_740_993n],
      [null, 2, 3n],
    ];
    const tds = await server({ answer: () => ({ columns: ['Name', 'SHARE', 'big'], rows }) });
    const session = await signIn(tds.port);

    expect(await session.query('SELECT 1', asked)).toEqual({
      columns: ['name', 'share', 'big'],
      rows,
      isCut: false,
    });
  });

  it('reads no more rows than wanted, and is of use afterwards', async () => {
    const rows = Array.from({ length: 5_000 }, (_, i) => [i]);
    const tds = await server({
      answer: (sql) => ({ columns: ['n'], rows: sql.includes('many') ? rows : [[7]] }),
    });
    const session = await signIn(tds.port);

    const cut = await session.query('SELECT many', { ...asked, maxRows: 10 });
    const whole = await session.query('SELECT one', asked);

    expect([cut.rows.length, cut.isCut, whole.rows]).toEqual([10, true, [[7]]]);
  });

  it('gives up a statement that takes too long, and goes on', async () => {
    const tds = await server({
      answer: (sql) => (sql.includes('slow') ? 'hang' : { columns: ['n'], rows: [[1]] }),
    });
    const session = await signIn(tds.port);
    const failure = (await failureOf(
      session.query('SELECT slow', { ...asked, timeoutMs: 50 }),
    )) as unknown as QueryError;

    expect([failure.reason, failure.message]).toEqual(['too_slow', 'took longer than 50 ms']);
    expect((await session.query('SELECT 1', asked)).rows).toEqual([[1]]);
  });

  it('reads no more of rows without an end, and lets them not come', async () => {
    const tds = await server({
      answer: (sql) => (sql.includes('endless') ? 'endless' : { columns: ['n'], rows: [[7]] }),
    });
    const session = await signIn(tds.port);
    const before = process.memoryUsage().rss;

    const { rows, isCut } = await session.query('SELECT endless', { ...asked, maxRows: 500 });
    const again = await session.query('SELECT one', asked);

    expect([rows.length, isCut, again.rows]).toEqual([500, true, [[7]]]);
    expect(tds.endlessBytes()).toBeLessThan(64_000_000);
    expect(process.memoryUsage().rss - before).toBeLessThan(200_000_000);
  });

  it('gives up a server that does not even take back a statement, with its connection', async () => {
    const tds = await server({ answer: (sql) => (sql.includes('frozen') ? 'frozen' : undefined) });
    const session = await signIn(tds.port);
    const failure = await failureOf(session.query('SELECT frozen', { ...asked, timeoutMs: 50 }));

    expect((failure as unknown as QueryError).reason).toBe('too_slow');
    expect(session.isUsable()).toBe(false);
    await expect.poll(() => tds.open(), { timeout: 30_000 }).toBe(0);
  });

  it.each([
    [300, "VIEW SERVER STATE permission was denied on object 'server', database 'master'.", 'denied'],
    [
      229,
      "The SELECT permission was denied on the object 'backupset', database 'msdb', schema 'dbo'.",
      'denied',
    ],
    [208, "Invalid object name 'sys.dm_hadr_database_replica_states'.", 'absent'],
    [1222, 'Lock request time out period exceeded.', 'too_slow'],
    [8134, 'Divide by zero error encountered.', 'failed'],
  ])('tells error %i of one statement as what it is', async (number, message, reason) => {
    const tds = await server({ answer: (sql) => (sql.includes('bad') ? { number, message } : undefined) });
    const session = await signIn(tds.port);
    const failure = (await failureOf(session.query('SELECT bad', asked))) as unknown as QueryError;

    expect([failure.reason, failure.message]).toEqual([reason, `${message} (${number})`]);
  });

  it('asks each database that it may enter, and lets one that fails keep nobody from the others', async () => {
    const tds = await server({
      answer(sql) {
        if (sql.includes('HAS_DBACCESS'))
          return { columns: ['name'], rows: [['master'], ['odd ]name'], ['AG1']] };
        if (sql.startsWith('USE [AG1]'))
          return { number: 976, message: 'The target database is in an availability group' };
        return { columns: ['space'], rows: [[/^USE (.*);/.exec(sql)?.[1] ?? '']] };
      },
    });
    const session = await signIn(tds.port);
    const { rows } = await session.query('-- in each database\nSELECT 1 AS space', asked);

    expect(rows).toEqual([['[master]'], ['[odd ]]name]']]);
  });

  it('is of no use once the server has gone away', async () => {
    const tds = await server({ answer: () => ({ columns: ['n'], rows: [[1]] }) });
    const session = await signIn(tds.port);
    expect(session.isUsable()).toBe(true);
    await tds.close();
    await expect.poll(() => session.isUsable(), { timeout: 30_000 }).toBe(false);

    expect(((await failureOf(session.query('SELECT 1', asked))) as unknown as QueryError).reason).toBe(
      'failed',
    );
    await session.close();
    await session.close();
  });

  it('stops soon when nobody waits any more', async () => {
    const tds = await server({ answer: (sql) => (sql.includes('slow') ? 'hang' : undefined) });
    const session = await signIn(tds.port);
    const abort = new AbortController();
    const failed = failureOf(session.query('SELECT slow', { ...asked, signal: abort.signal }));
    await expect.poll(() => tds.batches.at(-1), { timeout: 30_000 }).toBe('SELECT slow');
    abort.abort(new Error('enough'));

    expect((await failed).message).toBe('enough');
  });
});

describe('a sign-in that fails', () => {
  it.each([
    [18456, "Login failed for user 'ward'.", 'wrong_secret', /login ward is not accepted: a wrong password/],
    [
      18486,
      "Login failed for user 'ward' because the account is currently locked out.",
      'wrong_secret',
      /locked out/,
    ],
    [
      18487,
      "Login failed for user 'ward'. Reason: The password of the account has expired.",
      'wrong_secret',
      /expired/,
    ],
    [
      18488,
      "Login failed for user 'ward'. Reason: The password must be changed.",
      'wrong_secret',
      /must be changed/,
    ],
    [18470, "Login failed for user 'ward'. Reason: The account is disabled.", 'wrong_secret', /is disabled/],
    [
      17809,
      "Could not connect because the maximum number of '10' user connections has already been reached.",
      'full',
      /'10' user connections/,
    ],
    [
      4060,
      'Cannot open database "x" requested by the login.',
      'misconfigured',
      /database master is not there/,
    ],
    [
      18401,
      'Server is in script upgrade mode. Only administrator can connect at this time.',
      'refused',
      /script upgrade/,
    ],
    [17892, 'Logon failed for login due to trigger execution.', 'denied', /logon trigger/],
    [99999, 'Something new.', 'refused', /Something new\. \(99999\)/],
  ])('with %i is told as what it is', async (number, message, state, sentence) => {
    const tds = await server({ refuse: { number, message } });
    const failure = await failureOf(signIn(tds.port));

    expect([failure.state, failure.message]).toEqual([state, expect.stringMatching(sentence)]);
    expect(JSON.stringify(failure)).not.toContain('Secret-1!');
    await expect.poll(() => tds.open(), { timeout: 30_000 }).toBe(0);
  });

  it.each(['connected', 'prelogin', 'login'] as const)(
    'at one that hangs once %s is silent',
    async (hangs) => {
      const tds = await server({ hangs });
      const failure = await failureOf(signIn(tds.port, { timeout: '1s' }));

      expect([failure.state, failure.message]).toEqual(['silent', expect.stringContaining('within 1000 ms')]);
      await expect.poll(() => tds.open(), { timeout: 30_000 }).toBe(0);
    },
  );

  it('where nobody listens is refused', async () => {
    const tds = await startTds();
    await tds.close();
    const failure = await failureOf(signIn(tds.port));

    expect([failure.state, failure.message]).toEqual([
      'refused',
      expect.stringContaining('takes no connection'),
    ]);
  });

  it('where something else listens is not understood, or silent', async () => {
    const tds = await server({ says: 'HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n' });
    const failure = await failureOf(signIn(tds.port, { timeout: '1s' }));

    expect(['not_understood', 'silent']).toContain(failure.state);
  });

  it('at one that ends the connection is silent', async () => {
    const rude = createServer((socket) => socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1');
    await new Promise((resolve) => rude.once('listening', resolve));
    open.push({ close: async () => void rude.close() });
    const failure = await failureOf(signIn((rude.address() as { port: number }).port));

    expect([failure.state, failure.message]).toEqual([
      'silent',
      expect.stringContaining('closed the connection'),
    ]);
  });

  it('stops when nobody waits any more', async () => {
    const tds = await server({ hangs: 'login' });
    const abort = new AbortController();
    const failed = failureOf(signIn(tds.port, { timeout: '30s' }, {}, abort.signal));
    await expect.poll(() => tds.signIns.length, { timeout: 30_000 }).toBe(1);
    abort.abort(new Error('enough'));

    expect((await failed).message).toBe('enough');
    await expect.poll(() => tds.open(), { timeout: 30_000 }).toBe(0);
  });
});

describe('a server that leads a session which only reads to another one', () => {
  it('is followed where the bounds allow it', async () => {
    const other = await server();
    const tds = await server({ route: { host: 'replica.example', port: other.port } });
    const asked: string[] = [];
    const resolve = async (host: string) => {
      asked.push(host);
      return '127.0.0.1';
    };
    const session = await signIn(tds.port, {}, { resolve });

    expect([session.facts.product, new Set(asked)]).toEqual([
      'SQL Server 2019',
      new Set(['replica.example']),
    ]);
    expect(other.signIns.length).toBeGreaterThan(0);
  });

  it('is not followed without somebody who judges', async () => {
    const other = await server();
    const tds = await server({ route: { host: 'replica.example', port: other.port } });
    const failure = await failureOf(signIn(tds.port));

    expect([failure.state, failure.message]).toEqual([
      'misconfigured',
      expect.stringContaining('replica.example'),
    ]);
    expect(other.signIns).toEqual([]);
  });
});

describeWith('openssl', 'a server with encryption', () => {
  let authority: CertificateAuthority;
  let tls: IssuedCertificate;
  beforeAll(() => {
    authority = certificateAuthority();
    tls = authority.issue({ names: ['sql.example'], key: 'rsa2048', by: 'itself' });
  });
  afterAll(() => authority?.remove());

  it('is signed in to, whoever it is, by default', async () => {
    const tds = await server({ tls });
    const session = await signIn(tds.port, { tls: 'required' });

    expect(session.facts.product).toBe('SQL Server 2019');
  });

  it('is signed in to with a certificate that holds for the name that people wrote', async () => {
    const tds = await server({ tls });
    const session = await signIn(tds.port, { tls: 'verified', ca: tls.cert }, { host: 'sql.example' });

    expect(session.isUsable()).toBe(true);
  });

  it.each([
    ['of nobody', false, 'sql.example', /self-signed/],
    ['of another name', true, 'other.example', /altnames/],
  ])('and a certificate %s is told', async (_name, isBelieved, host, sentence) => {
    const tds = await server({ tls });
    const settings = { tls: 'verified', ...(isBelieved && { ca: tls.cert }) };
    const failure = await failureOf(signIn(tds.port, settings, { host }));

    expect([failure.state, failure.message]).toEqual(['bad_certificate', expect.stringMatching(sentence)]);
    expect(tds.signIns).toEqual([]);
  });

  it('that knows only TLS 1.0 is signed in to where that is allowed', async () => {
    const tds = await server({ tls: { ...tls, maxVersion: 'TLSv1' } });
    const failure = await failureOf(signIn(tds.port, { tls: 'required' }));
    const session = await signIn(tds.port, { tls: 'required', min_tls: 'TLSv1' });

    expect([failure.state, failure.message]).toEqual(['bad_certificate', expect.stringContaining('min_tls')]);
    expect(session.facts.product).toBe('SQL Server 2019');
  });

  it('is misconfigured when encryption is off here, or missing there', async () => {
    const withTls = await server({ tls });
    const without = await server();

    expect((await failureOf(signIn(withTls.port, { tls: 'off' }))).state).toBe('misconfigured');
    expect((await failureOf(signIn(without.port, { tls: 'required' }))).state).toBe('misconfigured');
    expect(without.signIns).toEqual([]);
  });
});
