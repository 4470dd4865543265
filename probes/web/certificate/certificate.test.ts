import { createServer, type Server as TcpServer } from 'node:net';
import { createSecureContext, createServer as createTlsServer, TLSSocket, type TlsOptions } from 'node:tls';
import { SMTPServer } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type * as z from 'zod';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import type { Measurements } from '../../probe.ts';
import type { ProbeError } from '../../probe-error.ts';
import { testOptions, wordOf } from '../test-pages.ts';
import { certificate } from './certificate.ts';
import { CertificateConfig } from './config.ts';

const never = new AbortController().signal;
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

type Wish = Parameters<CertificateAuthority['issue']>[0];

describeWith('openssl', 'a certificate', () => {
  let authority: CertificateAuthority;
  beforeAll(() => {
    authority = certificateAuthority();
  });
  afterAll(() => authority.remove());

  async function serve(wish: Wish, more: TlsOptions = {}): Promise<number> {
    return listen(createTlsServer({ ...authority.issue(wish), ciphers: 'DEFAULT@SECLEVEL=0', ...more }));
  }

  async function look(
    settings: Partial<z.input<typeof CertificateConfig>>,
    options = testOptions({ host: 'localhost' }),
  ) {
    const config = CertificateConfig.parse({ address: '127.0.0.1', ca: authority.ca, ...settings });
    const probe = certificate.create(config, options);
    let error: ProbeError | undefined;
    const measurements: Measurements = (await probe.collect(never).catch((thrown: ProbeError) => {
      error = thrown;
      return thrown.measurements;
    })) ?? { readings: [] };
    const value = (metric: string) =>
      measurements.readings.find(({ column }) => column.metric === metric)?.value ?? Number.NaN;
    const word = (metric: string) => wordOf(certificate.metrics, metric, value(metric));
    return { error, measurements, value, word, state: word('certificate.state') };
  }

  it('that is valid tells its days, its chain and its key', async () => {
    const { error, value, state, word, measurements } = await look({ port: await serve({ toDays: 29.5 }) });

    expect([error, state, word('certificate.weak_protocol')]).toEqual([undefined, 'ok', 'no']);
    expect(value('certificate.days_left')).toBeCloseTo(29.5, 0);
    expect(value('certificate.chain_days_left')).toBeGreaterThan(3_000);
    expect(value('certificate.key_bits')).toBe(256);
    expect(value('certificate.fingerprint')).toBeGreaterThan(0);
    expect(measurements.facts).toMatchObject([
      {
        kind: 'certificate',
        data: {
          subject: 'CN=localhost',
          issuer: 'CN=Ward test intermediate',
          names: 'localhost, 127.0.0.1',
          signature: 'sha256 with ECDSA',
          protocol: 'TLSv1.3',
          chain: [{ subject: 'CN=Ward test intermediate' }, { subject: 'CN=Ward test root' }],
        },
      },
    ]);
  });

  it.each<[string, Wish, RegExp]>([
    ['expired', { fromDays: -30, toDays: -3 }, /expired on 20\d\d-\d\d-\d\d/],
    ['expired', { fromDays: -30, toDays: -3, by: 'itself', names: ['x.test'] }, /expired/],
    ['not_yet_valid', { fromDays: 3 }, /valid only from/],
    ['wrong_name', { names: ['www.other.test', '*.other.test'] }, /for www\.other\.test, \*\.other\.test/],
    ['self_signed', { by: 'itself' }, /self-signed/],
    ['unknown_issuer', { by: 'stranger' }, /Ward test stranger/],
    ['incomplete_chain', { isAlone: true }, /without the one of Ward test intermediate/],
  ])('that is %s says so, with its days', async (state, wish, sentence) => {
    const seen = await look({ port: await serve(wish) });

    expect(seen.state).toBe(state);
    expect(seen.error).toMatchObject({ state: 'bad_certificate' });
    expect(seen.error?.message).toMatch(sentence);
    expect(seen.value('certificate.days_left')).toBeCloseTo(wish?.toDays ?? 90, 0);
  });

  it.each<[string, Wish]>([
    ['weak_key', { key: 'rsa1024' }],
    ['weak_signature', { digest: 'sha1' }],
  ])('with a %s is read, and its state says so', async (state, wish) => {
    const seen = await look({ port: await serve(wish) });

    expect([seen.state, seen.error]).toEqual([state, undefined]);
  });

  it('is for the name that the settings give', async () => {
    const port = await serve({ names: ['mail.test'] });

    expect((await look({ port })).state).toBe('wrong_name');
    expect((await look({ port, name: 'mail.test' })).state).toBe('ok');
  });

  it('of a server that takes TLS 1.1 is found out once a day', async () => {
    let connections = 0;
    const server = createTlsServer({
      ...authority.issue(),
      minVersion: 'TLSv1',
      ciphers: 'DEFAULT@SECLEVEL=0',
    });
    server.on('connection', () => connections++);
    const port = await listen(server);
    let nowMs = Date.now();
    const options = testOptions({ host: 'localhost', now: () => nowMs });

    const words = [];
    for (const hours of [0, 1, 22, 2]) {
      nowMs += hours * 3_600_000;
      words.push((await look({ port }, options)).word('certificate.weak_protocol'));
    }

    expect(words).toEqual(['yes', 'yes', 'yes', 'yes']);
    expect(connections).toBe(6);
  });

  it('is shown to whoever asks with SNI', async () => {
    const other = authority.issue({ names: ['b.test'] });
    const port = await serve(
      { names: ['a.test'] },
      { SNICallback: (_name, give) => give(null, createSecureContext(other)) },
    );

    expect((await look({ port, name: 'b.test' })).state).toBe('ok');
  });

  it('is explained link by link', async () => {
    const config = CertificateConfig.parse({ address: '127.0.0.1', port: await serve({}), ca: authority.ca });

    const explanation = await certificate.explain?.(config, testOptions(), never);

    expect(explanation?.recognised?.why).toMatch(
      /valid\. localhost until .* ← Ward test intermediate until .* ← /,
    );
  });

  describe('behind another conversation', () => {
    it('of a mail server is read', async () => {
      const server = new SMTPServer({ ...authority.issue(), authOptional: true, logger: false });
      server.on('error', () => {});
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      closers.push(() => new Promise<void>((resolve) => server.close(resolve)));
      const { port } = server.server.address() as { port: number };

      expect((await look({ port, starttls: 'smtp' })).state).toBe('ok');
    });

    it.each<[z.input<typeof CertificateConfig>['starttls'], string, RegExp, string | Buffer]>([
      ['imap', '* OK ready\r\n', /STARTTLS\r\n/, 'a1 OK begin\r\n'],
      ['pop3', '+OK ready\r\n', /STLS\r\n/, '+OK begin\r\n'],
      ['ftp', '220-hello\r\n220 ready\r\n', /AUTH TLS\r\n/, '234 go\r\n'],
      ['postgres', '', /Ò.\/$/, 'S'],
      ['ldap', '', /1466\.20037/, Buffer.from('300c02010178070a010004000400', 'hex')],
    ])('of %s is read', async (starttls, greeting, asked, answer) => {
      const context = createSecureContext(authority.issue());
      const port = await listen(
        createServer((socket) => {
          socket.on('error', () => {});
          if (greeting) socket.write(greeting);
          socket.once('data', (data) => {
            expect(data.toString('latin1')).toMatch(asked);
            socket.write(answer);
            new TLSSocket(socket, { isServer: true, secureContext: context }).on('error', () => {});
          });
        }),
      );

      expect((await look({ port, starttls, weak_protocols: false })).state).toBe('ok');
    });

    it('that is not offered is unsupported', async () => {
      const port = await listen(
        createServer((socket) => {
          socket.write('220 ready\r\n');
          socket.on('data', (data) =>
            socket.write(String(data).startsWith('EHLO') ? '250 hello\r\n' : '502 no\r\n'),
          );
          socket.on('error', () => {});
        }),
      );

      const { error } = await look({ port, starttls: 'smtp' });

      expect(error).toMatchObject({ state: 'unsupported' });
      expect(error?.message).toMatch(/"502 no"/);
    });

    it('that never comes is silent', async () => {
      const port = await listen(createServer(() => {}));

      expect((await look({ port, starttls: 'smtp', timeout: '200ms' })).error).toMatchObject({
        state: 'silent',
        message: 'takes the connection, and does not turn to TLS within 0.2 s',
      });
    });
  });
});

async function listen(server: TcpServer): Promise<number> {
  server.on('tlsClientError', () => {});
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return (server.address() as { port: number }).port;
}
