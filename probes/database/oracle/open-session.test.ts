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
import { OracleConfig } from './config.ts';
import { openOracle } from './open-session.ts';
import { startTns, type TnsListener, type TnsOptions } from './test-tns.ts';

const running = new AbortController().signal;
const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

async function listener(options: TnsOptions = {}): Promise<TnsListener> {
  const started = await startTns(options);
  open.push(started);
  return started;
}

function failureOf(
  port: number,
  settings: Record<string, unknown> = {},
  options: Partial<ProbeOptions> = {},
  signal: AbortSignal = running,
): Promise<ProbeError> {
  const config = OracleConfig.parse({
    address: '127.0.0.1',
    port,
    password: 'Secret-1!',
    timeout: '5s',
    ...(!('sid' in settings) && { service: 'orders' }),
    ...settings,
  });
  return openOracle(config, { procPath: '', sysPath: '', now: Date.now, ...options }, signal).then(
    () => Promise.reject(new Error('nothing failed')),
    (error) => error as ProbeError,
  );
}

describe('a listener', () => {
  it.each([
    [12514, 'misconfigured', /knows no service orders: lsnrctl/],
    [12505, 'misconfigured', /knows no service orders/],
    [12516, 'full', /takes no more sessions: .*ORA-12516/],
    [12518, 'full', /ORA-12518/],
    [12519, 'full', /ORA-12519/],
    [12520, 'full', /ORA-12520/],
    [12528, 'refused', /the database is not open.*ORA-12528/],
    [12599, 'failed', /ORA-12599/],
  ])('that refuses with ORA-%i is told as what it is', async (refuse, state, sentence) => {
    const tns = await listener({ refuse });
    const failure = await failureOf(tns.port);

    expect([failure.state, failure.message]).toEqual([state, expect.stringMatching(sentence)]);
    expect(failure.message).not.toContain('CONNECTION_ID');
    await expect.poll(() => tns.open(), { timeout: 30_000 }).toBe(0);
  });

  it('is told which service or SID is wanted, and who asks', async () => {
    const tns = await listener({ refuse: 12505 });
    const failure = await failureOf(tns.port, { sid: 'ORCL' });

    expect(failure.message).toContain('knows no SID ORCL');
    expect(tns.connects[0]).toMatch(/\(SID=ORCL\).*\(PROGRAM=ward\)/);
  });

  it('that wants to be asked once more is', async () => {
    const tns = await listener({ resend: true, refuse: 12514 });

    expect((await failureOf(tns.port)).state).toBe('misconfigured');
    expect(tns.connects).toHaveLength(1);
  });

  it('that leads to another address is followed where the bounds allow it', async () => {
    const node = await listener({ refuse: 12516 });
    const scan = await listener({ redirect: { host: '192.0.2.7', port: node.port } });
    const asked: string[] = [];
    const resolve = async (host: string) => {
      asked.push(host);
      return '127.0.0.1';
    };
    const failure = await failureOf(scan.port, {}, { resolve });

    expect([failure.state, asked]).toEqual(['full', ['192.0.2.7']]);
    expect(node.connects).toHaveLength(1);
  });

  it('that leads to another address is not followed without somebody who judges', async () => {
    const scan = await listener({ redirect: { host: '192.0.2.7', port: 1521 } });
    const failure = await failureOf(scan.port);

    expect([failure.state, failure.message]).toEqual([
      'misconfigured',
      expect.stringContaining('the listener leads to 192.0.2.7'),
    ]);
  });

  it.each(['connected', 'accepted'] as const)('that hangs once %s is silent', async (hangs) => {
    const tns = await listener({ hangs });
    const failure = await failureOf(tns.port, { timeout: '1s' });

    expect([failure.state, failure.message]).toEqual(['silent', expect.stringContaining('within 1000 ms')]);
    await expect.poll(() => tns.open(), { timeout: 30_000 }).toBe(0);
  });

  it('that is not there is refused', async () => {
    const tns = await startTns();
    await tns.close();
    const failure = await failureOf(tns.port);

    expect([failure.state, failure.message]).toEqual([
      'refused',
      expect.stringContaining('takes no connection'),
    ]);
  });

  it('that speaks something else is not understood', async () => {
    const tns = await listener({
      says: 'SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n'.repeat(1_000),
      hangs: 'connected',
    });

    const failure = await failureOf(tns.port, { timeout: '1s' });

    expect([failure.state, failure.message]).toEqual([
      'not_understood',
      expect.stringContaining('is not Oracle'),
    ]);
  });

  it('that ends the connection is silent', async () => {
    const rude = createServer((socket) => socket.once('data', () => socket.destroy())).listen(0, '127.0.0.1');
    await new Promise((resolve) => rude.once('listening', resolve));
    open.push({ close: async () => void rude.close() });

    expect((await failureOf((rude.address() as { port: number }).port)).state).toBe('silent');
  });

  it('is left alone when nobody waits any more', async () => {
    const tns = await listener({ hangs: 'accepted' });
    const abort = new AbortController();
    const failed = failureOf(tns.port, { timeout: '30s' }, {}, abort.signal);
    await expect.poll(() => tns.connects.length, { timeout: 30_000 }).toBe(1);
    abort.abort(new Error('enough'));

    expect((await failed).message).toBe('enough');
    await expect.poll(() => tns.open(), { timeout: 30_000 }).toBe(0);
  });
});

describe('a database', () => {
  it.each([
    [
      1017,
      'ORA-01017: invalid username/password; logon denied',
      'wrong_secret',
      /account ward is not accepted/,
    ],
    [28000, 'ORA-28000: The account is locked.', 'wrong_secret', /is locked: ALTER USER ward ACCOUNT UNLOCK/],
    [28001, 'ORA-28001: the password has expired', 'wrong_secret', /has expired/],
    [
      1045,
      'ORA-01045: user WARD lacks CREATE SESSION privilege; logon denied',
      'denied',
      /GRANT CREATE SESSION/,
    ],
    [
      20,
      'ORA-00020: maximum number of processes (300) exceeded',
      'full',
      /takes no more sessions: ORA-00020/,
    ],
    [18, 'ORA-00018: maximum number of sessions exceeded', 'full', /takes no more sessions/],
    [2391, 'ORA-02391: exceeded simultaneous SESSIONS_PER_USER limit', 'full', /SESSIONS_PER_USER/],
    [
      1033,
      'ORA-01033: ORACLE initialization or shutdown in progress',
      'refused',
      /not open for this account/,
    ],
    [1034, 'ORA-01034: ORACLE not available', 'refused', /ORA-01034/],
    [28040, 'ORA-28040: No matching authentication protocol', 'unsupported', /no way to sign in/],
  ])(
    'that refuses the sign-in with ORA-%i is told as what it is',
    async (number, message, state, sentence) => {
      const tns = await listener({ signIn: { number, message } });
      const failure = await failureOf(tns.port);

      expect([failure.state, failure.message]).toEqual([state, expect.stringMatching(sentence)]);
      expect(JSON.stringify(failure)).not.toContain('Secret-1!');
      await expect.poll(() => tns.open(), { timeout: 30_000 }).toBe(0);
    },
  );

  it('of 11.2 is unsupported without the client library, and says how to get there', async () => {
    const tns = await listener({ version: 314 });
    const failure = await failureOf(tns.port);

    expect([failure.state, failure.message]).toEqual([
      'unsupported',
      expect.stringMatching(/older than 12\.1.*set client to thick.*Instant Client/),
    ]);
  });

  it('that is to be asked with the client library, which is not there, is misconfigured', async () => {
    const failure = await failureOf(1, { client: 'thick' });

    expect([failure.state, failure.message]).toEqual([
      'misconfigured',
      expect.stringMatching(/client library cannot be loaded|has asked another Oracle/),
    ]);
  });
});

describeWith('openssl', 'a listener with TLS', () => {
  let authority: CertificateAuthority;
  let tls: IssuedCertificate;
  beforeAll(() => {
    authority = certificateAuthority();
    tls = authority.issue({ names: ['db.example'], key: 'rsa2048', by: 'itself' });
  });
  afterAll(() => authority?.remove());

  it.each([
    [
      'with a certificate for the name that people wrote',
      { tls: 'verified', isBelieved: true },
      'db.example',
      'full',
    ],
    [
      'with a certificate of another name',
      { tls: 'verified', isBelieved: true },
      'other.example',
      'bad_certificate',
    ],
    [
      'with any name of an authority that is believed',
      { tls: 'any_name', isBelieved: true },
      'other.example',
      'full',
    ],
    ['with a certificate of nobody', { tls: 'any_name' }, 'db.example', 'bad_certificate'],
  ])('%s', async (_name, { isBelieved, ...settings }: { tls: string; isBelieved?: boolean }, host, state) => {
    const tns = await listener({ tls, refuse: 12516 });
    const failure = await failureOf(tns.port, { ...settings, ...(isBelieved && { ca: tls.cert }) }, { host });

    expect([failure.state, failure.message]).toEqual([state, expect.any(String)]);
  });
});
