import { createServer } from 'node:https';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { nginx } from './nginx/nginx.ts';
import { httpServer, readOnce, tcpServer, testOptions } from './test-service.ts';

const page = `Active connections: 1
server accepts handled requests
 1 1 1
Reading: 0 Writing: 1 Waiting: 0
`;

describeWith('openssl', 'a service behind TLS', () => {
  let authority: CertificateAuthority;
  const closers: (() => unknown)[] = [];
  beforeAll(() => {
    authority = certificateAuthority();
  });
  afterAll(() => {
    for (const close of closers) close();
    authority?.remove();
  });

  async function served(wish: Parameters<CertificateAuthority['issue']>[0]): Promise<number> {
    const server = createServer(authority.issue(wish), (_request, response) => response.end(page));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closers.push(() => server.close());
    return (server.address() as { port: number }).port;
  }

  it('whose authority is believed is read, under the name that people wrote', async () => {
    const port = await served({ names: ['web.example'] });

    const { values } = await readOnce(
      nginx,
      { port, scheme: 'https', ca: authority.ca },
      testOptions({ host: 'web.example' }),
    );

    expect(values['nginx.active']).toBe(1);
  });

  it.each([
    ['an authority that nobody knows', { by: 'stranger' }],
    ['nobody but itself', { by: 'itself' }],
    ['the name of another', { names: ['other.example'] }],
    ['yesterday', { fromDays: -9, toDays: -1 }],
  ] as const)('proven by %s has a bad certificate, unless nobody judges it', async (_by, wish) => {
    const port = await served(wish);
    const settings = { port, scheme: 'https', ca: authority.ca };

    await expect(readOnce(nginx, settings)).rejects.toMatchObject({ state: 'bad_certificate' });
    await expect(readOnce(nginx, { ...settings, insecure: true })).resolves.toBeDefined();
  });
});

describe('a service', () => {
  it('asked by HTTP where it speaks HTTPS says so', async () => {
    const server = await httpServer((_request, response) =>
      response.writeHead(400).end('The plain HTTP request was sent to HTTPS port'),
    );

    await expect(readOnce(nginx, { port: server.port })).rejects.toMatchObject({
      state: 'misconfigured',
      message: expect.stringMatching(/set scheme to https/),
    });
    await server.close();
  });

  it('that never ends its answer is read no further than its limit', async () => {
    let sent = 0;
    const server = await httpServer((_request, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(16_384))) sent += 16_384;
      };
      response.on('drain', more);
      more();
    });

    await expect(readOnce(nginx, { port: server.port })).rejects.toMatchObject({ state: 'wrong_answer' });
    expect(sent).toBeLessThan(50_000_000);
    await server.close();
  });

  it('never sees its account sent on to where it points', async () => {
    const elsewhere: unknown[] = [];
    const other = await httpServer((request, response) => {
      elsewhere.push(request.headers);
      response.end(page);
    });
    const server = await httpServer((_request, response) =>
      response.writeHead(302, { location: `http://127.0.0.1:${other.port}/` }).end(),
    );

    await expect(readOnce(nginx, { port: server.port, user: 'u', password: 'p' })).rejects.toMatchObject({
      state: 'misconfigured',
    });
    expect(elsewhere).toEqual([]);
    await server.close();
    await other.close();
  });

  it('with half an answer is silent or too slow, and never waits longer than it may', async () => {
    const server = await tcpServer((socket) => socket.write('HTTP/1.1 200 OK\r\n'));

    await expect(readOnce(nginx, { port: server.port, timeout: '200ms' })).rejects.toMatchObject({
      state: 'silent',
    });
    await server.close();
  });
});
