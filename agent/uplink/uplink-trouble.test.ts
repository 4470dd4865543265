import http from 'node:http';
import net, { type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { parseAddress } from './address.ts';
import { openTestBench, type TestBench, until } from './test-agent.ts';
import { startTestCollector } from './test-collector.ts';

let bench: TestBench;

beforeEach(async () => {
  bench = await openTestBench();
});

afterEach(() => bench.close());

describe('a proxy that passes no WebSocket', () => {
  test.each([404, 400, 501, 502])('answers %d: the same messages go by POST', async (upgradeStatus) => {
    bench.collector.behaviour.upgradeStatus = upgradeStatus;
    const agent = await bench.startAgent();

    for (let value = 1; value <= 20; value++) agent.measure(value);
    await until(() => agent.outbox.figures().waitingItems === 0);

    expect(bench.collector.frames()).toHaveLength(20);
    expect(bench.collector.frames().every(({ via }) => via === 'post')).toBe(true);
  });

  test('lets the upgrade pass and then nothing: POST as well', async () => {
    bench.collector.behaviour.saysWelcome = false;
    const agent = await bench.startAgent();

    agent.measure(1);

    await until(() => bench.collector.frames().length === 1);
    expect(bench.collector.frames()[0]?.via).toBe('post');
  });

  test('is gone: the WebSocket is used again after a while', async () => {
    bench.collector.behaviour.upgradeStatus = 404;
    const agent = await bench.startAgent();
    agent.measure(1);
    await until(() => bench.collector.frames().length === 1);

    delete bench.collector.behaviour.upgradeStatus;
    await until(() => bench.collector.openSockets() === 1);
    agent.measure(2);

    await until(() => bench.collector.frames().length === 2);
    expect(bench.collector.frames()[1]?.via).toBe('websocket');
  });

  test('allows small bodies only: messages are made smaller until they pass', async () => {
    bench.collector.behaviour.upgradeStatus = 404;
    bench.collector.behaviour.maxPostBytes = 12_000;
    const agent = await bench.startAgent({}, false);
    for (let value = 1; value <= 50; value++) agent.measure(value, 100);

    agent.uplink.start();

    await until(() => agent.outbox.figures().waitingItems === 0);
    expect(bench.collector.frames()).toHaveLength(50);
    expect(agent.sender.figures().refusedItems).toBe(0);
  });

  test('asks to wait with 503 and Retry-After: nothing is lost', async () => {
    bench.collector.behaviour.upgradeStatus = 404;
    const agent = await bench.startAgent();
    agent.measure(1);
    await until(() => bench.collector.frames().length === 1);
    Object.assign(bench.collector.behaviour, { postStatus: 503, postHeaders: { 'retry-after': '0.05' } });
    agent.measure(2);
    await new Promise((resolve) => setTimeout(resolve, 20));

    delete bench.collector.behaviour.postStatus;

    await until(() => bench.collector.frames().length === 2);
  });
});

describe('a collector that is not there', () => {
  test('the next address is used, and the first one again when the second fails', async () => {
    const second = await startTestCollector();
    bench.closeLater(() => second.close());
    const first = bench.collector.url;
    await bench.collector.close();
    const agent = await bench.startAgent({ addresses: [first, second.url].map(parseAddress) });
    agent.measure(1);
    await until(() => second.frames().length === 1);

    bench.collector = await startTestCollector(Number(new URL(first).port));
    await second.close();
    agent.measure(2);

    await until(() => bench.collector.frames().some(({ values }) => values[0] === 2));
  });

  test('is complained about once and not at every attempt', async () => {
    await bench.collector.close();
    const attempts = vi.fn(() => 0);
    await bench.startAgent({ random: attempts });

    await until(() => attempts.mock.calls.length > 5);

    expect(bench.logged.filter((line) => line.includes('no connection'))).toHaveLength(1);
    bench.collector = await startTestCollector();
  });

  test('takes messages and never answers: the connection is given up and tried again', async () => {
    bench.collector.behaviour.isSilent = true;
    const agent = await bench.startAgent();
    agent.measure(1);

    await until(() => bench.collector.hellos.length >= 2);
    bench.collector.behaviour.isSilent = false;

    await until(() => agent.outbox.figures().waitingItems === 0);
  });

  test('is frozen: without any sign of life the connection is given up', async () => {
    const frozen = net.createServer((socket) => socket.on('error', () => {}));
    const upstream = new URL(bench.collector.url);
    let isFrozen = false;
    frozen.on('connection', (socket) => {
      const onward = net.connect(Number(upstream.port), '127.0.0.1');
      onward.on('error', () => {});
      socket.on('data', (data) => isFrozen || onward.write(data));
      onward.on('data', (data) => isFrozen || socket.write(data));
      socket.on('close', () => onward.destroy());
    });
    await listen(frozen);
    bench.closeLater(() => closeServer(frozen));
    const agent = await bench.startAgent({ addresses: [parseAddress(urlOf(frozen))] });
    await until(() => agent.uplink.figures().connected);

    isFrozen = true;
    await until(() => !agent.uplink.figures().connected);
    isFrozen = false;

    await until(() => agent.uplink.figures().connected);
    expect(bench.logged.join()).toContain('no sign of life');
  });
});

describe('a key that is not accepted', () => {
  test('is said as what it is, and retried slowly', async () => {
    bench.collector.key = 'another';
    const agent = await bench.startAgent();

    await until(() => bench.logged.some((line) => line.includes('"level":"error"')));

    expect(bench.logged.join()).toContain('does not accept this agent');
    expect(agent.uplink.figures().connected).toBe(false);
    expect(bench.collector.arrived).toEqual([]);
  });

  test('can be replaced, and then the connection is made at once', async () => {
    bench.collector.key = 'new-key';
    const agent = await bench.startAgent({
      onUnauthorized: async () => {
        agent.setKey('new-key');
        return true;
      },
    });

    await until(() => agent.uplink.figures().connected);
  });
});

test('a collector of another version is told apart from one that is away', async () => {
  Object.assign(bench.collector.behaviour, {
    upgradeStatus: 426,
    upgradeHeaders: { 'ward-protocol': '2-3' },
  });
  await bench.startAgent();

  await until(() => bench.logged.some((line) => line.includes('protocol versions')));

  expect(bench.collector.arrived).toEqual([]);
});

test('a proxy that understands CONNECT is gone through', async () => {
  const asked: string[] = [];
  const proxy = http.createServer();
  proxy.on('connect', (request, socket) => {
    asked.push(`${request.url} ${request.headers['proxy-authorization']}`);
    const [host, port] = String(request.url).split(':');
    const onward = net.connect(Number(port), host, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
    socket.on('error', () => onward.destroy());
  });
  await listen(proxy);
  bench.closeLater(() => closeServer(proxy));
  const url = new URL(urlOf(proxy));
  url.username = 'who';
  url.password = 'what';

  const agent = await bench.startAgent({ connection: { connectTimeoutMs: 1_000, proxy: url } });
  agent.measure(1);
  await until(() => bench.collector.frames().length === 1);

  const credentials = Buffer.from('who:what').toString('base64');
  expect(asked[0]).toBe(`${new URL(bench.collector.url).host} Basic ${credentials}`);
});

async function listen(server: net.Server): Promise<void> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}

function urlOf(server: net.Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closeServer(server: net.Server): Promise<void> {
  server.unref();
  server.close();
}
