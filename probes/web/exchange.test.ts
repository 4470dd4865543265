import { createServer, type Server, type Socket } from 'node:net';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { exchange, type HttpAnswer, type HttpRequest } from './exchange.ts';
import { startSite, type TestSite } from './test-pages.ts';

const MB = 1_048_576;
let site: TestSite;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  site = await startSite();
  const packed = (packing: string, body: Buffer) =>
    site.pages.set(`/${packing}`, (_request, response) => {
      response.setHeader('content-encoding', packing.replace('bare-', ''));
      response.end(body);
    });
  packed('gzip', gzipSync('hello'));
  packed('br', brotliCompressSync('hello'));
  packed('deflate', deflateSync('hello'));
  packed('bare-deflate', deflateRawSync('hello'));
  packed('zstd', Buffer.from('hello'));
  site.pages.set('/wrongly-packed', (_request, response) => {
    response.setHeader('content-encoding', 'gzip');
    response.end('this is no gzip');
  });
  site.pages.set('/echo', (request, response) => response.end(JSON.stringify(request.headers)));
});
afterAll(async () => {
  await site.close();
  for (const close of closers) await close();
});

function ask(path: string, more: Partial<HttpRequest> = {}, port = site.port): Promise<HttpAnswer> {
  return exchange({
    url: new URL(`http://www.site.test:${port}${path}`),
    address: '127.0.0.1',
    maxBytes: MB,
    timeoutMs: 10_000,
    signal: new AbortController().signal,
    ...more,
  });
}

/** Something that listens on TCP and does as it is told. */
async function listener(onSocket: (socket: Socket) => void): Promise<number> {
  const server: Server = createServer((socket) => {
    socket.on('error', () => {});
    onSocket(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closers.push(() => server.close());
  return (server.address() as { port: number }).port;
}

describe('an exchange', () => {
  it('connects to the address and names the host', async () => {
    const { status, body, seconds } = await ask('/echo', { headers: { 'X-Own': 'yes', 'User-Agent': 'me' } });

    expect(status).toBe(200);
    expect(JSON.parse(body.toString())).toMatchObject({
      host: `www.site.test:${site.port}`,
      'x-own': 'yes',
      'user-agent': 'me',
    });
    expect(seconds.tls).toBeNaN();
    for (const phase of ['connect', 'firstByte', 'transfer', 'total'] as const)
      expect(seconds[phase]).toBeGreaterThanOrEqual(0);
  });

  it.each(['gzip', 'br', 'deflate', 'bare-deflate'])('unpacks %s', async (packing) => {
    expect((await ask(`/${packing}`)).body.toString()).toBe('hello');
  });

  it.each(['/wrongly-packed', '/zstd'])('does not understand %s', async (path) => {
    await expect(ask(path)).rejects.toMatchObject({ state: 'not_understood' });
  });

  it('stops reading a page that does not end, and the server is told', async () => {
    const chunk = Buffer.alloc(65_536, 'x');
    let sent = 0;
    const isGone = new Promise<void>((resolve) => {
      site.pages.set('/endless', (_request, response) => {
        response.on('close', resolve);
        const more = () => {
          while (!response.destroyed && response.write(chunk)) sent += chunk.length;
          sent += chunk.length;
        };
        response.on('drain', more);
        more();
      });
    });
    const { body, isCut } = await ask('/endless');
    await isGone;

    expect(isCut).toBe(true);
    expect(body.length).toBe(MB);
    // What lies in the buffers of two sockets, and not 500 MB.
    expect(sent).toBeLessThan(50 * MB);
  });

  it('unpacks no more of a bomb than it was told to', async () => {
    const bomb = gzipSync(Buffer.alloc(60 * MB), { level: 1 });
    site.pages.set('/bomb', (_request, response) => {
      response.setHeader('content-encoding', 'gzip');
      response.end(bomb);
    });
    const before = process.memoryUsage().arrayBuffers;

    const { body, isCut } = await ask('/bomb');

    expect([body.length, isCut]).toEqual([MB, true]);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20 * MB);
  });

  it('reads no body where there is none', async () => {
    site.pages.set('/nothing', (_request, response) => {
      response.writeHead(204, { 'content-encoding': 'gzip' });
      response.end();
    });

    expect((await ask('/nothing')).body.length).toBe(0);
    expect((await ask('/gzip', { method: 'HEAD' })).body.length).toBe(0);
  });
});

describe('an exchange that fails', () => {
  it.each([
    ['is refused by a shut port', () => ask('/', {}, 1), 'refused', /takes no connection/],
    [
      'is silent when nobody answers',
      async () => ask('/', { timeoutMs: 200 }, await listener(() => {})),
      'silent',
      /no answer within 0.2 s/,
    ],
    [
      'is silent when the server hangs up',
      async () => ask('/', {}, await listener((socket) => socket.once('data', () => socket.destroy()))),
      'silent',
      /closed the connection without an answer/,
    ],
    [
      'is too slow when the answer drips',
      async () => ask('/', { timeoutMs: 300 }, await listener(drip)),
      'too_slow',
      /answered with status 200, and not all of it came within 0.3 s/,
    ],
    [
      'is silent when the answer breaks off',
      async () => ask('/', {}, await listener(breakOff)),
      'silent',
      /in the middle of an answer with status 200/,
    ],
    [
      'is not understood when it is no HTTP',
      async () => ask('/', {}, await listener((socket) => socket.end('220 mail.test ESMTP\r\n'))),
      'not_understood',
      /not HTTP/,
    ],
    [
      'is not understood when there is no TLS',
      () => ask('/', { url: new URL(`https://www.site.test:${site.port}/`) }),
      'not_understood',
      /not with TLS/,
    ],
    [
      'is misconfigured with a header that cannot be sent',
      () => ask('/', { headers: { a: 'x\ny' } }),
      'misconfigured',
      /./,
    ],
  ])('%s', async (_how, asking, state, sentence) => {
    const error = await asking().then(
      () => undefined,
      (error: Error) => error,
    );

    expect(error).toMatchObject({ name: 'ProbeError', state });
    expect(error?.message).toMatch(sentence);
  });

  it('ends when nobody waits any more', async () => {
    const stop = new AbortController();
    let taken = () => {};
    const isTaken = new Promise<void>((resolve) => {
      taken = resolve;
    });
    const port = await listener(() => taken());

    const asked = ask('/', { signal: stop.signal }, port);
    await isTaken;
    stop.abort(new Error('nobody waits'));

    await expect(asked).rejects.toThrow('nobody waits');
  });
});

describeWith('openssl', 'an exchange over TLS', () => {
  let authority: CertificateAuthority;
  beforeAll(() => {
    authority = certificateAuthority();
  });
  afterAll(() => authority.remove());

  async function askSecure(
    certificate: Parameters<CertificateAuthority['issue']>[0],
    { host = 'localhost', tls = {} }: { host?: string; tls?: HttpRequest['tls'] } = {},
    server: Parameters<typeof startSite>[0] = {},
  ): Promise<HttpAnswer> {
    const secured = await startSite({ ...authority.issue(certificate), ...server });
    secured.pages.set('/', (_request, response) => response.end('hello'));
    try {
      return await ask('/', {
        url: new URL(`https://${host}:${secured.port}/`),
        tls: { ca: authority.ca, ...tls },
      });
    } finally {
      // Who is not proved is told nothing.
      if (secured.asked.length > 0) expect(secured.asked).toEqual(['GET /']);
      await secured.close();
    }
  }

  it('tells protocol, cipher, certificate and the time of the handshake', async () => {
    const { body, tls, seconds } = await askSecure({ toDays: 20 });

    expect(body.toString()).toBe('hello');
    expect(tls).toMatchObject({ protocol: 'TLSv1.3', certificate: { subject: { CN: 'localhost' } } });
    expect(seconds.tls).toBeGreaterThan(0);
  });

  it.each([
    ['expired', { fromDays: -30, toDays: -2 }, /expired on 20\d\d-/],
    ['not valid yet', { fromDays: 2 }, /valid only from 20\d\d-/],
    ['for another name', { names: ['www.other.test'] }, /name localhost does not match .* www\.other\.test/],
    ['self-signed', { by: 'itself' }, /self-signed/],
    ['of an unknown issuer', { by: 'stranger' }, /unknown issuer .* Ward test stranger/],
    ['without the one between', { isAlone: true }, /without the one of Ward test intermediate/],
    ['with a short key', { key: 'rsa1024' }, /too short|1024 bits/],
  ] as const)('tells that the certificate is %s', async (_what, wish, sentence) => {
    // The server would not even take a short key otherwise.
    const error = await askSecure(wish, {}, { ciphers: 'DEFAULT@SECLEVEL=0' }).then(
      () => undefined,
      (error: Error) => error,
    );

    expect(error).toMatchObject({ state: 'bad_certificate' });
    expect(error?.message).toMatch(sentence);
  });

  it('judges no certificate when it is told not to', async () => {
    expect(
      (await askSecure({ by: 'itself', toDays: -1, fromDays: -9 }, { tls: { insecure: true } })).status,
    ).toBe(200);
  });

  it('speaks to old servers only when it is asked to', async () => {
    const old = { maxVersion: 'TLSv1', minVersion: 'TLSv1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;

    await expect(askSecure({}, {}, old)).rejects.toMatchObject({ state: 'refused' });
    const { tls } = await askSecure({}, { tls: { minVersion: 'TLSv1' } }, old);
    expect(tls?.protocol).toBe('TLSv1');
  });
});

function drip(socket: Socket): void {
  socket.once('data', () => {
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n');
    const timer = setInterval(() => socket.write('x'), 20);
    socket.on('close', () => clearInterval(timer));
  });
}

function breakOff(socket: Socket): void {
  socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\nhalf'));
}
