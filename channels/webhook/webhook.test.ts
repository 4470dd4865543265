import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Call, Delivery } from '../channel.ts';
import { describeHttpChannel, storm } from '../http-channel-suite.ts';
import { sampleCall } from '../sample-call.ts';
import { type Receiver, startReceiver } from '../test-receiver.ts';
import { verify } from './signature.ts';
import { webhook } from './webhook.ts';

const T0 = Date.UTC(2026, 10, 21, 10, 5, 9);
const secret = 'sixteen letters!';

let server: Server;
let url: string;
let received: { headers: IncomingHttpHeaders; body: string }[];
let answer: (response: ServerResponse) => void;
beforeEach(async () => {
  received = [];
  answer = (response) => response.writeHead(200).end('ok');
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    received.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
    answer(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function tell(
  more: object = {},
  call: Call = sampleCall(T0),
  signal = new AbortController().signal,
): Promise<Delivery> {
  const config = webhook.config.parse({ url, secret, ...more });
  return webhook.create(config).tell(call, signal);
}

test('posts the call as JSON with a signature that the receiver can check', async () => {
  const call = sampleCall(T0, { attempt: 2, language: 'zh-CN' });

  const delivery = await tell({ headers: { Authorization: 'Bearer abc' } }, call);

  expect(delivery).toEqual({ delivered: true, answer: '200 ok' });
  const [{ headers, body }] = received;
  expect(headers).toMatchObject({ 'ward-call': call.id, 'ward-attempt': '2', authorization: 'Bearer abc' });
  const signature = String(headers['ward-signature']);
  expect(verify(secret, signature, body, T0 + 1_000)).toBe(true);
  expect(verify(secret, signature, `${body} `, T0)).toBe(false);
  expect(verify('another secret 16', signature, body, T0)).toBe(false);
  expect(verify(secret, signature, body, T0 + 3_600_000)).toBe(false);
  expect(verify(secret, 'nonsense', body, T0)).toBe(false);
  expect(JSON.parse(body)).toMatchObject({
    version: 1,
    call: call.id,
    attempt: 2,
    test: false,
    events: [{ kind: 'fired', alert: { metric: 'disk.used_percent', value: 91.2 } }],
    text: [expect.stringContaining('磁盘空间告急')],
  });
});

test('says where each alert can be acknowledged', async () => {
  const call = sampleCall(T0, { pagesUrl: 'https://ward.example/' });
  const [{ alert }] = call.events;

  await tell({}, call);
  await tell({}, { ...call, pagesUrl: '' });

  const links = received.map(({ body }) => JSON.parse(body).links[alert.id]);
  expect(links).toEqual([`https://ward.example/#/alerts?alert=${alert.id}`, '']);
});

test('a test send says that it is one', async () => {
  await tell({}, sampleCall(T0, { test: true }));

  expect(JSON.parse(received[0].body)).toMatchObject({
    test: true,
    text: [expect.stringContaining('test'), expect.anything()],
  });
});

describe('an answer', () => {
  test.each([
    [204, true, undefined],
    [400, false, false],
    [401, false, false],
    [404, false, false],
    [408, false, true],
    [429, false, true],
    [500, false, true],
    [503, false, true],
  ])('of %d is delivered: %s, worth another attempt: %s', async (status, delivered, retryable) => {
    answer = (response) => response.writeHead(status).end();

    expect(await tell()).toMatchObject({ delivered, ...(delivered ? {} : { retryable }) });
  });

  test('that redirects is not followed', async () => {
    answer = (response) => response.writeHead(302, { location: url }).end();

    const delivery = await tell();

    expect(delivery).toMatchObject({ delivered: false, retryable: false });
    expect(received).toHaveLength(1);
  });

  test('without end is cut off and still counts', async () => {
    answer = (response) => {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536)));
      };
      response.on('drain', more);
      more();
    };

    const delivery = await tell();

    expect(delivery.delivered).toBe(true);
    expect(JSON.stringify(delivery).length).toBeLessThan(300);
  });

  test('that does not come is not waited for longer than configured', async () => {
    answer = () => {};

    expect(await tell({ timeoutMs: 100 })).toEqual({
      delivered: false,
      retryable: true,
      reason: 'no answer within 100 ms',
    });
  });

  test('is not waited for when the program stops', async () => {
    const stop = new AbortController();
    answer = () => stop.abort();

    expect(await tell({}, sampleCall(T0), stop.signal)).toMatchObject({ delivered: false, retryable: true });
  });
});

test('a receiver that is not there is worth another attempt', async () => {
  server.close();

  const delivery = await tell();

  expect(delivery).toMatchObject({
    delivered: false,
    retryable: true,
    reason: expect.stringContaining('ECONNREFUSED'),
  });
});

test.each([
  [{ url: 'ftp://example.com/' }, 'url'],
  [{ url: 'http://example.com/', secret: 'short' }, 'secret'],
  [{ url: 'http://example.com/', headers: { 'a b': 'c' } }, 'headers.a b'],
  [{ url: 'http://example.com/', headers: { a: 'b\r\nc: d' } }, 'headers.a'],
])('%j is refused for its %s', (more, path) => {
  const result = webhook.config.safeParse({ secret, ...more });

  expect(result.error?.issues.map((issue) => issue.path.join('.'))).toEqual([path]);
});

test('a storm and what an alert takes down are data too', async () => {
  const consequences = {
    '00112233445566778899aabbccddeeff': { total: 31, hanging: 31, notWell: 0, names: ['web2'] },
  };

  await tell({}, storm({ consequences }));

  const body = JSON.parse(received[0].body);
  expect(body).toMatchObject({ consequences, more: { events: 10_000, targetCount: 312 } });
  expect(body.text[0]).toContain('Storm: 9500 alerts');
});

describe('like its neighbours', () => {
  let receiver: Receiver;
  beforeAll(async () => {
    receiver = await startReceiver(() => ({ body: 'ok' }));
  });
  beforeEach(() => receiver.reset());
  afterAll(() => receiver.close());

  const config = () => ({ url: `${receiver.origin}/hook`, secret, headers: { token: 'a-secret-token' } });
  describeHttpChannel(webhook, () => receiver, config, [secret, 'a-secret-token']);
});
