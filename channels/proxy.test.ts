import { createServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type CertificateAuthority, certificateAuthority } from '#scripts/servers/certificates.ts';
import { describeWith } from '#scripts/servers/unavailable.ts';
import { T0, tellBy } from './http-channel-suite.ts';
import { sampleCall } from './sample-call.ts';
import { webhook } from './webhook/webhook.ts';

const HOST = '127.0.0.1';
const secret = 'sixteen letters!';

let authority: CertificateAuthority;
let proxy: Server;
let target: Server;
let refuses: boolean;
let asked: string[];
let told: string[];

beforeAll(async () => {
  asked = [];
  told = [];
  // One that knows both ways, and notes what it is asked for.
  proxy = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    told.push(String(request.headers['ward-call']));
    request.resume();
    response.end('ok');
  });
  proxy.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.on('error', () => {});
    if (refuses) return void socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
    const way = connect(Number(request.url?.split(':')[1]), HOST, () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      way.pipe(socket).pipe(way);
    });
    way.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, HOST, resolve));
});
beforeEach(() => {
  asked = [];
  told = [];
  refuses = false;
});
afterAll(() => {
  proxy.closeAllConnections();
  proxy.close();
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;
const tell = (url: string, more: object = {}) =>
  tellBy(webhook, { url, secret, proxy: `http://${HOST}:${portOf(proxy)}`, ...more }, sampleCall(T0));

test('a plain address is asked for as a whole', async () => {
  expect(await tell('http://ops.example.com/hook?a=1')).toMatchObject({ delivered: true });
  expect(asked).toEqual(['POST http://ops.example.com/hook?a=1']);
  expect(told).toEqual([sampleCall(T0).id]);
});

test('a proxy that is not there is worth another attempt', async () => {
  expect(await tell('https://ops.example.com/', { proxy: 'http://127.0.0.1:1' })).toMatchObject({
    delivered: false,
    retryable: true,
  });
});

test('a proxy that wants a sign-in is refused when it is entered', () => {
  const config = { url: 'https://x.example/', secret, proxy: 'http://me:secret@proxy:3128' };

  expect(webhook.config.safeParse(config).error?.issues[0]?.path).toEqual(['proxy']);
});

describeWith('openssl', 'an encrypted address', () => {
  beforeAll(async () => {
    authority = certificateAuthority();
    target = createHttpsServer(authority.issue({ names: ['localhost'] }), (request, response) => {
      told.push(String(request.headers['ward-call']));
      request.resume();
      response.end('ok');
    });
    await new Promise<void>((resolve) => target.listen(0, HOST, resolve));
  });
  afterAll(() => {
    target.closeAllConnections();
    target.close();
    authority.remove();
  });

  test('is reached in a tunnel, with its own certificate checked', async () => {
    const url = `https://localhost:${portOf(target)}/hook`;

    expect(await tell(url, { ca: authority.ca })).toMatchObject({ delivered: true, answer: '200 ok' });
    expect(asked).toEqual([`CONNECT localhost:${portOf(target)}`]);
    expect(told).toHaveLength(1);
    expect(await tell(url)).toMatchObject({ delivered: false });
    expect(told).toHaveLength(1);
  });

  test('to which the proxy does not lead says so', async () => {
    refuses = true;

    expect(await tell(`https://localhost:${portOf(target)}/`, { ca: authority.ca })).toMatchObject({
      delivered: false,
      retryable: true,
      reason: expect.stringContaining('answers 403'),
    });
  });
});
